package aloud

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"
)

// A Sound is a recording with one channel.
type Sound struct {
	PerSecond int // samples
	Samples   []int16
}

// Length returns how long a sound takes.
func (s Sound) Length() time.Duration {
	if s.PerSecond == 0 {
		return 0
	}
	return time.Duration(float64(len(s.Samples)) / float64(s.PerSecond) * float64(time.Second))
}

// Beginning returns the beginning of a sound, or all of it if it is shorter.
func (s Sound) Beginning(d time.Duration) Sound {
	s.Samples = s.Samples[:min(len(s.Samples), s.at(d))]
	return s
}

// at returns the sample at a time.
func (s Sound) at(d time.Duration) int {
	return max(0, int(d.Seconds()*float64(s.PerSecond)))
}

// header is the head of a WAV file with 16-bit samples of one channel.
// https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html
type header struct {
	Riff          [4]byte
	Size          uint32
	Wave, Fmt     [4]byte
	FmtSize       uint32
	Format        uint16
	Channels      uint16
	PerSecond     uint32
	BytesASecond  uint32
	BytesASample  uint16
	BitsASample   uint16
	Data          [4]byte
	BytesOfSounds uint32
}

// headerSize is that of header, and of a WAV file without samples.
const headerSize = 44

// WriteWAV writes the sound as a WAV file.
func (s Sound) WriteWAV(w io.Writer) error {
	size := uint32(2 * len(s.Samples))
	var b bytes.Buffer
	err := binary.Write(&b, binary.LittleEndian, header{
		Riff: [4]byte([]byte("RIFF")), Size: headerSize - 8 + size, Wave: [4]byte([]byte("WAVE")), Fmt: [4]byte([]byte("fmt ")),
		FmtSize: 16, Format: 1, Channels: 1, PerSecond: uint32(s.PerSecond), BytesASecond: uint32(2 * s.PerSecond),
		BytesASample: 2, BitsASample: 16, Data: [4]byte([]byte("data")), BytesOfSounds: size,
	})
	if err == nil {
		err = binary.Write(&b, binary.LittleEndian, s.Samples)
	}
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// readWAV reads a WAV file as the engine writes it.
func readWAV(file []byte) (s Sound, err error) {
	var h header
	if err := binary.Read(bytes.NewReader(file), binary.LittleEndian, &h); err != nil {
		return s, fmt.Errorf("a WAV file of %d bytes: %w", len(file), err)
	}
	if string(h.Riff[:]) != "RIFF" || string(h.Data[:]) != "data" || h.Format != 1 || h.Channels != 1 || h.BitsASample != 16 || h.PerSecond == 0 {
		return s, errors.New("found another file than a WAV of one channel with 16 bits")
	}
	s.PerSecond = int(h.PerSecond)
	s.Samples = make([]int16, (len(file)-headerSize)/2)
	return s, binary.Read(bytes.NewReader(file[headerSize:]), binary.LittleEndian, s.Samples)
}

// A Tape has the sounds of a call, each at its time. Its zero value is empty.
type Tape struct {
	sound Sound
}

// Add puts a sound on the tape, at a time since it began, of which only as much is heard.
// A time that the tape has passed counts as now: no two sounds are heard at once.
func (t *Tape) Add(at time.Duration, s Sound, heard time.Duration) error {
	if t.sound.PerSecond == 0 {
		t.sound.PerSecond = s.PerSecond
	}
	if s.PerSecond != t.sound.PerSecond {
		return fmt.Errorf("found a sound with %d samples a second, expected %d, as the first had", s.PerSecond, t.sound.PerSecond)
	}
	t.Until(at)
	t.sound.Samples = append(t.sound.Samples, s.Beginning(heard).Samples...)
	return nil
}

// Until lets the tape be silent until a time since it began, unless that has passed. A
// tape without a sound has no time yet.
func (t *Tape) Until(at time.Duration) {
	if missing := t.sound.at(at) - len(t.sound.Samples); missing > 0 {
		t.sound.Samples = append(t.sound.Samples, make([]int16, missing)...)
	}
}

// Sound returns what is on the tape.
func (t *Tape) Sound() Sound { return t.sound }
