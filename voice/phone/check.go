package phone

// Check reads a TwiML document as strictly as a call does, without calling. It
// checks the verbs and attributes, the promises that this telephone holds the line
// to, and that the end says what happens next. Its error is a *Rejection.
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
