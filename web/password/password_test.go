package password

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

const right = "ame nochi hare 12"

func secretOf(t *testing.T, password string) string {
	t.Helper()
	secret, err := New(password)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestASecretHoldsItsPasswordAndNoOther(t *testing.T) {
	secret := secretOf(t, right)
	if !strings.HasPrefix(secret, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(secret, right) {
		t.Errorf("found %q", secret)
	}
	for password, want := range map[string]bool{
		right: true, right + " ": false, strings.ToUpper(right): false, right[1:]: false, "": false, secret: false,
	} {
		if got := Holds(secret, password); got != want {
			t.Errorf("%q: found %t, expected %t", password, got, want)
		}
	}
	if again := secretOf(t, right); again == secret {
		t.Error("two secrets of one password are the same")
	}
}

func TestAPasswordIsTheSameOnEveryKeyboard(t *testing.T) {
	const oneEach, twoEach = "\u304c\u304e\u3050\u3052\u3054", "\u304b\u3099\u304d\u3099\u304f\u3099\u3051\u3099\u3053\u3099"
	if secret := secretOf(t, oneEach); !Holds(secret, twoEach) || Holds(secret, "かきくけこ") {
		t.Error("がぎぐげご is not the same in both spellings, or かきくけこ is taken for it")
	}
}

// made returns a secret of the right password with other parameters than ours.
func made(memory, passes uint32, threads uint8) string {
	salt := []byte("eight by")
	key := argon2.IDKey([]byte(right), salt, passes, memory, threads, 24)
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, passes, threads, unpadded.EncodeToString(salt), unpadded.EncodeToString(key))
}

// The parameters can be raised one day, and old secrets still hold their passwords.
func TestTheParametersAreReadFromTheSecretUpToALimit(t *testing.T) {
	for secret, want := range map[string]bool{
		made(64, 1, 1):            true,
		made(64, 3, 2):            true,
		made(mostMemory, 1, 1):    true,
		made(mostMemory+1, 1, 1):  false,
		made(64, mostPasses, 1):   true,
		made(64, mostPasses+1, 1): false,
		made(64, 1, mostThreads):  true,
		made(64, 1, 5):            false,
	} {
		if got := Holds(secret, right); got != want {
			t.Errorf("%s: found %t, expected %t", secret, got, want)
		}
		if Holds(secret, right+"!") {
			t.Errorf("%s holds another password", secret)
		}
	}
}

// Some of these would exhaust the machine, or end the program.
func TestADamagedSecretHoldsNothing(t *testing.T) {
	good := secretOf(t, right)
	const salt, key = "c2FsdHNhbHRzYWx0c2FsdA", "aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"
	for _, secret := range []string{
		"", "$", "$argon2id$", good[:len(good)-1], good + "=", good + "\n", " " + good, strings.Replace(good, "argon2id", "argon2i", 1),
		strings.Replace(good, "v=19", "v=16", 1),
		"$argon2id$v=19$m=0,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65537,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=99999999999999999999,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=11,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=5$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=1$$",
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + strings.Repeat("A", 1<<20),
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
	} {
		for _, password := range []string{right, ""} {
			if Holds(secret, password) {
				t.Errorf("%.80q holds %q", secret, password)
			}
		}
	}
}

func TestAPasswordThatIsEasilyGuessedIsRefused(t *testing.T) {
	for _, c := range []struct{ name, password, want string }{
		{"tanto", "", "found a password of 0 characters, expected 12 to 128"},
		{"tanto", "eleven char", "found a password of 11 characters, expected 12 to 128"},
		{"tanto", "ひらがなでじゅうもじ", "found a password of 10 characters, expected 12 to 128"},
		{"tanto", strings.Repeat("ab", 65), "found a password of 130 characters, expected 12 to 128"},
		{"tanto.madoguchi", "tanto.madoguchi", "found the name of the account as its password"},
		{"tanto.madoguchi", "Tanto.Madoguchi", "found the name of the account as its password"},
		{"tanto", strings.Repeat("a", 12), "found one character over and over"},
		{"tanto", strings.Repeat("あ", 12), "found one character over and over"},
		{"tanto", "with\ta tabulator", "found control characters"},
		{"tanto", "with a zero\x00 byte", "found control characters"},
		{"tanto", "half a \xe3\x81 character", "found control characters"},
		{"tanto", right, ""},
		{"tanto", "twelve chars", ""},
		{"tanto", "ひらがなでじゅうにもじです", ""},
		{"tanto", strings.Repeat("ab", 64), ""},
		{"tanto", "aaaaaaaaaaab", ""},
	} {
		err := Check(c.name, c.password)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%q: found %v, expected %q", c.password, err, c.want)
		}
		if err != nil && len(c.password) > 0 && strings.Contains(err.Error(), c.password) {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}
