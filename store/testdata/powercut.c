/*
 * A disk that keeps a journal of itself. Preloaded into a process that uses a ledger, it
 * writes down what SQLite does to the files of the ledger's directory, in the order in which
 * it was done, so that a test can make up what a power cut would have left of it. The index
 * of the log, -shm, is left out: it is memory, and is made anew.
 *
 *   POWERCUT_DIR      the directory, as SQLite names it
 *   POWERCUT_JOURNAL  the file for the journal
 *   POWERCUT_FAULT    what goes wrong, if anything should:
 *     drop       every fsync succeeds and does nothing
 *     eio:N      the N-th fsync of a file fails; SQLite does not look whether that of a
 *                directory did
 *     full:N     the twenty writes from the N-th on find no room
 *     short:N    every N-th write writes the half of what it should
 *     slow:N     every fsync takes N microseconds longer
 *
 * A record of the journal is the head below, in the byte order of the machine, and then as
 * many bytes as it says. The driver calls open, pwrite, ftruncate, fsync, unlink and close
 * and no other function that changes a file; the test compares the journal with the files.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPENED = 'O', CREATED = 'C', WRITTEN = 'W', CUT = 'T', SYNCED = 'S', FAILED = 'F', UNLINKED = 'U', LISTED = 'D' };

struct head {
	uint32_t what, file; /* what was done to which file, of those the journal has seen opened */
	uint64_t at, size;   /* where, or how long a file was made; how many bytes follow */
};

enum { NONE, DIRECTORY, FIRST, MOST = 1024 };

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static const char *directory;
static char fault[16];
static long when, writes, syncs;
static uint32_t of[MOST]; /* the file of each descriptor */
static struct { char name[256]; uint32_t file; } names[16]; /* the files that have a name now */
static uint32_t last = FIRST;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int), (*real_fsync)(int), (*real_unlink)(const char *), (*real_ftruncate)(int, off64_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);

__attribute__((constructor)) static void begin(void)
{
	real_open = dlsym(RTLD_NEXT, "open64");
	real_close = dlsym(RTLD_NEXT, "close");
	real_fsync = dlsym(RTLD_NEXT, "fsync");
	real_unlink = dlsym(RTLD_NEXT, "unlink");
	real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
	real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
	directory = getenv("POWERCUT_DIR");
	const char *path = getenv("POWERCUT_JOURNAL");
	if (!directory || !path || (journal = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0)
		abort();
	if (getenv("POWERCUT_FAULT"))
		sscanf(getenv("POWERCUT_FAULT"), "%15[a-z]:%ld", fault, &when);
}

static int goes(const char *wrong) { return strcmp(fault, wrong) == 0; }

/* note adds a record. What cannot be written down makes the whole test worthless. */
static void note(uint32_t what, uint32_t file, uint64_t at, const void *data, size_t size)
{
	struct head h = {what, file, at, size};
	if (write(journal, &h, sizeof h) != sizeof h || (size && write(journal, data, size) != (ssize_t)size))
		abort();
}

/* ours returns the name of a file in the directory, or NULL for one that is not of interest. */
static const char *ours(const char *path)
{
	size_t n = strlen(directory), m = strlen(path);
	if (strncmp(path, directory, n) || path[n] != '/' || (m > 4 && !strcmp(path + m - 4, "-shm")))
		return NULL;
	return path + n + 1;
}

/* numbered returns the file that has a name now; if none has, it is given the next number. */
static uint32_t numbered(const char *name, int created)
{
	int free = -1;
	for (int i = 0; i < 16; i++) {
		if (names[i].file && !strcmp(names[i].name, name))
			return names[i].file;
		if (!names[i].file && free < 0)
			free = i;
	}
	if (free < 0 || strlen(name) >= sizeof names[0].name)
		abort();
	strcpy(names[free].name, name);
	names[free].file = last++;
	note(created ? CREATED : OPENED, names[free].file, 0, name, strlen(name));
	return names[free].file;
}

int open64(const char *path, int flags, ...)
{
	va_list rest;
	va_start(rest, flags);
	mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	pthread_mutex_lock(&one);
	const char *name = ours(path);
	int created = name && access(path, F_OK) != 0;
	int fd = real_open(path, flags, mode), failed = errno;
	if (fd >= MOST)
		abort();
	if (fd >= 0)
		of[fd] = name ? numbered(name, created) : strcmp(path, directory) ? NONE : DIRECTORY;
	pthread_mutex_unlock(&one);
	errno = failed;
	return fd;
}

int close(int fd)
{
	if (fd >= 0 && fd < MOST)
		of[fd] = NONE;
	return real_close(fd);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	pthread_mutex_lock(&one);
	uint32_t file = of[fd];
	ssize_t done = -1;
	int failed = ENOSPC;
	if (file >= FIRST) {
		writes++;
		if (goes("short") && writes % when == 0 && size > 1)
			size /= 2;
	}
	if (!(file >= FIRST && goes("full") && writes >= when && writes < when + 20)) {
		done = real_pwrite(fd, data, size, at);
		failed = errno;
	}
	if (done > 0 && file >= FIRST)
		note(WRITTEN, file, at, data, done);
	pthread_mutex_unlock(&one);
	errno = failed;
	return done;
}

int ftruncate64(int fd, off64_t size)
{
	pthread_mutex_lock(&one);
	int done = real_ftruncate(fd, size), failed = errno;
	if (done == 0 && of[fd] >= FIRST)
		note(CUT, of[fd], size, NULL, 0);
	pthread_mutex_unlock(&one);
	errno = failed;
	return done;
}

/*
 * fsync writes down that it was called, which is all that the disk of the journal needs. It
 * holds everybody up: what it is said to have brought to the disk was written before.
 */
int fsync(int fd)
{
	uint32_t file = of[fd];
	if (file == NONE)
		return real_fsync(fd);
	pthread_mutex_lock(&one);
	int done = 0, failed = EIO;
	if (file != DIRECTORY)
		syncs++;
	if (goes("eio") && file != DIRECTORY && syncs == when) {
		note(FAILED, file, 0, NULL, 0);
		done = -1;
	} else if (!goes("drop")) {
		if (goes("slow"))
			usleep(when);
		note(file == DIRECTORY ? LISTED : SYNCED, file, 0, NULL, 0);
	}
	pthread_mutex_unlock(&one);
	errno = failed;
	return done;
}

int unlink(const char *path)
{
	pthread_mutex_lock(&one);
	const char *name = ours(path);
	int done = real_unlink(path), failed = errno;
	for (int i = 0; i < 16 && done == 0 && name; i++)
		if (names[i].file && !strcmp(names[i].name, name)) {
			note(UNLINKED, names[i].file, 0, NULL, 0);
			names[i].file = NONE;
		}
	pthread_mutex_unlock(&one);
	errno = failed;
	return done;
}
