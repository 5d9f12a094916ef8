// Package aloud is an ear beside the line: a speech engine on the machine itself,
// Open JTalk, which tells how a text is read and says it.
//
// It is no part of a call. Twilio's voice speaks to callers; this one reads the same
// texts, from the same kind of dictionary, so that a wrong reading is noticed before
// anybody is called, and a call can be heard without a telephone. What it cannot tell is
// how another voice reads a word: only a call does.
//
// It knows where the engine is found, what it can be asked, what it must not be given,
// and how sounds are put together and played. It must not know the line: it imports no
// other package of this module.
//
//	engine, err := aloud.Find(os.Getenv)
//	if err != nil {
//		return err // says what is missing, and what to install
//	}
//	readings, err := engine.Readings(ctx, []string{"4月20日です。"})
//	if err != nil {
//		return err
//	}
//	fmt.Println(readings[0].Kana == aloud.Pronounced("しがつはつかです")) // true
package aloud
