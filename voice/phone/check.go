package phone

// Check reads a TwiML document as strictly as a call does, without calling:
// the verbs and attributes that Twilio knows, the promises that this telephone
// holds the line to, and an end that says what happens next. It returns a
// *Rejection.
func Check(document []byte) error {
	response, rejection := parse(document)
	if rejection == nil && !endsByItself(verbs(response)) {
		rejection = reject(codePromise, "the document ends without saying what happens next")
	}
	if rejection != nil {
		return rejection
	}
	return nil
}
