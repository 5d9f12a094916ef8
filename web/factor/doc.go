// Package factor checks what somebody shows besides a password: a code of an application
// on their telephone, a passkey, or a recovery code.
//
// It knows RFC 6238, WebAuthn and the clock that it is given. It must not know whose
// factor it is, how often somebody may try, or where anything is kept.
//
//	secret := factor.NewSecret()
//	step, ok := secret.Step(typed, now, lastStep)
package factor
