package ivr_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/booking"
	"madoguchi/ivr"
)

// firstReply calls the line of the scene and returns what it says first, read
// back from the ledger's form.
func firstReply(t *testing.T, set ...string) (*ivr.Dialogue, ivr.Reply) {
	t.Helper()
	s := newScene(t)
	for _, line := range set {
		s.set(line)
	}
	d := s.dialogue()
	reply, err := s.store.Turn(t.Context(), ivr.Turn{
		SID: "CA1", Caller: booking.CallerFrom(s.from), Line: s.to, In: ivr.Input{Kind: ivr.Arrived},
	}, d.Answer)
	if err != nil {
		t.Fatal(err)
	}
	var stored ivr.Reply
	data, err := json.Marshal(reply)
	if err == nil {
		err = json.Unmarshal(data, &stored)
	}
	if err != nil {
		t.Fatal(err)
	}
	return d, stored
}

// TestTheFirstUsefulWordIsOnesOwnTimeOrTheFirstChoice checks, by who calls, what has been
// said when the first useful word ends.
func TestTheFirstUsefulWordIsOnesOwnTimeOrTheFirstChoice(t *testing.T) {
	const own = "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30"
	for name, c := range map[string]struct {
		set  []string
		said string
	}{
		"a booking":  {[]string{own}, "春日井市です。電子証明書のご予約は4月20日、月曜日。午前9時30分"},
		"no booking": {nil, "春日井市、マイナンバーカードの電子証明書の予約電話です。この番号のご予約はありません。予約は、1番"},
		"a notice before the booking": {[]string{own, "notice 2026-04-13 09:00 2026-04-14 09:00 きょうは、混んでいます。"},
			"春日井市です。きょうは、混んでいます。電子証明書のご予約は4月20日、月曜日。午前9時30分"},
		"a booking that was just cancelled": {[]string{own, "cancelled 090-1234-5678"},
			"春日井市です。先ほど、4月20日、月曜日。午前9時30分のご予約を、取り消しました。新しく予約するかたは、1番"},
		"no number": {[]string{"from anonymous"}, "春日井市、マイナンバーカードの電子証明書の予約電話です。お客様の電話番号が、通知されていません。" +
			"いまおかけの番号の前に、イチ、ハチ、ロクをつけて、おかけ直しください。受付番号がおわかりのかたは、1番"},
	} {
		d, reply := firstReply(t, c.set...)
		got, ok := d.Useful(reply)
		if want := d.Seconds(c.said); !ok || math.Abs(got-want) > 0.001 {
			t.Errorf("%s: %.2f s, %t, expected %.2f of %+v", name, got, ok, want, reply.Say)
		}
	}
}

func TestWhoHearsNothingUsefulIsNotMeasured(t *testing.T) {
	d, reply := firstReply(t, "block 090-1234-5678")
	if seconds, ok := d.Useful(reply); ok {
		t.Errorf("who is turned away hears something useful after %.1f s: %+v", seconds, reply.Say)
	}
	if _, ok := d.Useful(ivr.Reply{}); ok {
		t.Error("silence is useful")
	}
	day := ivr.Reply{Say: []ivr.Said{{Text: d.Words("day.ask"), Key: "day.ask"}, {Text: d.Words("offer"), Key: "offer"}}}
	if _, ok := d.Useful(day); ok {
		t.Error("a question is taken for a choice")
	}
}

// TestAReplyThatDoesNotTellWhatItSaysIsNotMeasured holds that nothing is guessed about a
// reply that was stored before replies told what they say.
func TestAReplyThatDoesNotTellWhatItSaysIsNotMeasured(t *testing.T) {
	d, reply := firstReply(t, "booking 090-1234-5678 ajiyoshi 2026-04-20 09:30")
	if _, ok := d.Useful(reply); !ok {
		t.Fatal("a booking is of no use")
	}
	for i, said := range reply.Say {
		reply.Say[i] = ivr.Said{Text: said.Text}
	}
	if seconds, ok := d.Useful(reply); ok {
		t.Errorf("words alone are measured: %.1f s", seconds)
	}
}

func TestSlowSpeechAndItsRestsTakeTheirTime(t *testing.T) {
	d, _ := firstReply(t)
	var fast, slow ivr.Reply
	for _, said := range []ivr.Said{
		{Text: "春日井市です。", Key: "greet.city"}, {Text: "この番号のご予約は、ありません。", Key: "own.none"},
		{Text: "予約する方は、1を、押してください。", Menu: []ivr.Choice{{Key: "1", Say: "option.book", End: len("予約する方は、1を")}}},
	} {
		fast.Say = append(fast.Say, said)
		said.Slow, said.Rest = true, 2
		slow.Say = append(slow.Say, said)
	}
	quick, _ := d.Useful(fast)
	took, ok := d.Useful(slow)
	if want := quick*90/80 + 2*2; !ok || math.Abs(took-want) > 0.001 {
		t.Errorf("slowly it takes %.2f s, expected %.2f", took, want)
	}
}

func TestTheSpreadIsTheMiddleAndNineOfTen(t *testing.T) {
	for _, c := range []struct {
		seconds       []float64
		median, ninth float64
	}{
		{[]float64{7}, 7, 7},
		{[]float64{9, 1}, 1, 9},
		{[]float64{3, 1, 2}, 2, 3},
		{[]float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 5, 9},
	} {
		given := slices.Clone(c.seconds)
		median, ninth, ok := ivr.Spread(c.seconds)
		if !ok || median != c.median || ninth != c.ninth || !slices.Equal(given, c.seconds) {
			t.Errorf("%v: %v and %v, expected %v and %v", given, median, ninth, c.median, c.ninth)
		}
	}
	if _, _, ok := ivr.Spread(nil); ok {
		t.Error("nothing has a middle")
	}
	rapid.Check(t, func(t *rapid.T) {
		seconds := rapid.SliceOfN(rapid.Float64Range(0, 600), 1, 50).Draw(t, "seconds")
		median, ninth, _ := ivr.Spread(seconds)
		within := func(most float64) (n int) {
			for _, s := range seconds {
				if s <= most {
					n++
				}
			}
			return n
		}
		if 2*within(median) < len(seconds) || 10*within(ninth) < 9*len(seconds) || median > ninth {
			t.Errorf("%v: %v and %v", seconds, median, ninth)
		}
		if !slices.Contains(seconds, median) || !slices.Contains(seconds, ninth) {
			t.Errorf("%v: %v and %v are no call's", seconds, median, ninth)
		}
	})
}
