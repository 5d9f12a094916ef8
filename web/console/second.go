package console

import (
	"bytes"
	"errors"
	"net/http"

	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/factor"
)

// halfway is the cookie of a browser that has shown a password, and not yet the second
// factor.
var halfway = web.Cookie{Name: "__Host-madoguchi-2", For: store.SecondStepFor}

// A second is the page on which to show a second factor.
type second struct {
	App, Passkey bool
	Wrong        told
}

// step returns what the browser is in the middle of, and its token. Its error is
// errSignIn if that is nothing, or if it took too long.
func (r *request) step() (s store.SecondStep, token [32]byte, err error) {
	token, shown := halfway.Hash(r.Exchange)
	if !shown {
		return s, token, errSignIn
	}
	err = view(r, store.ToProve, func(tx store.Proving) (err error) {
		s, err = tx.SecondStepOf(token)
		return err
	})
	if errors.Is(err, store.ErrNoStep) {
		err = errSignIn
	}
	return s, token, err
}

func (r *request) askSecond() (answer, error) {
	s, _, err := r.step()
	if err != nil {
		return nil, err
	}
	return r.second(s, http.StatusOK, told{})
}

// second shows the page on which to show a second factor, and what was wrong.
func (r *request) second(s store.SecondStep, status int, why told) (answer, error) {
	var has store.Factors
	err := view(r, store.ToProve, func(tx store.Proving) (err error) {
		has, err = tx.FactorsOf(s.Account.ID)
		return err
	})
	page := second{App: !has.App.IsZero(), Passkey: len(has.Passkeys) > 0 && r.Passkeys != nil, Wrong: why}
	return web.View{Name: "second", Status: status, Data: page}, err
}

// passed ends the second step, if pass does with the token of a new session, or shows
// what is wrong. The transaction is kept in either case: a wrong code is counted.
func (r *request) passed(s store.SecondStep, pass func(tx store.Proving, session [32]byte) (why told, err error)) (answer, error) {
	session, err := web.NewToken()
	if err != nil {
		return nil, err
	}
	var why told
	err = updateBy(r, s.Account.Name, store.ToProve, "", func(tx store.Proving) (err error) {
		why, err = pass(tx, session.Hash())
		return err
	})
	switch {
	case errors.Is(err, store.ErrNoStep):
		return nil, errSignIn
	case errors.Is(err, store.ErrWrongFactor):
		return r.second(s, http.StatusUnauthorized, wrongFactor)
	case err != nil:
		return nil, err
	case why != told{}:
		return r.second(s, http.StatusUnauthorized, why)
	}
	halfway.Forget(r.Exchange)
	err = update(r, store.ToSignIn, "", func(tx store.SigningIn) error { return tx.SignOut(r.token) })
	return r.begin(r.try(s.Account.Name), session), err
}

// showCode takes a code of the application. It is compared in the transaction that counts
// it, so that of many at once none goes uncounted, and no code is taken twice.
func (r *request) showCode() (answer, error) {
	s, token, err := r.step()
	if err != nil {
		return nil, err
	}
	return r.passed(s, func(tx store.Proving, session [32]byte) (told, error) {
		app, ok, err := tx.AppOf(s.Account.ID)
		switch {
		case err != nil:
			return told{}, err
		case !ok:
			return wrongFactor, nil
		case app.Retry.After(tx.Now()):
			return tellCodeWait(app.Retry.Sub(tx.Now())), nil
		}
		secret, err := r.Factors.Open(app.Sealed, s.Account.ID)
		if err != nil {
			return told{}, err
		}
		if step, right := secret.Step(r.Request.PostForm.Get("code"), tx.Now(), app.Step); right {
			return told{}, tx.PassCode(token, session, step)
		}
		retry, err := tx.WrongCode(s.Account)
		if wait := retry.Sub(tx.Now()); wait > 0 {
			return tellCodeWait(wait), err
		}
		return wrongFactor, err
	})
}

// showRecovery takes a recovery code. Nobody guesses one, so they are not counted, and
// whoever keys wrong codes of the application cannot lock the owner out.
func (r *request) showRecovery() (answer, error) {
	s, token, err := r.step()
	if err != nil {
		return nil, err
	}
	hash, ok := factor.RecoveryHash(r.Request.PostForm.Get("recovery"))
	if !ok {
		return r.second(s, http.StatusUnauthorized, wrongFactor)
	}
	return r.passed(s, func(tx store.Proving, session [32]byte) (told, error) {
		return told{}, tx.PassRecovery(token, session, hash)
	})
}

// askPasskey answers a script with what a passkey is to sign.
func (r *request) askPasskey() (answer, error) {
	s, token, err := r.step()
	if err != nil {
		return nil, err
	}
	owner, err := r.owner(s.Account)
	if err != nil {
		return nil, err
	}
	asked, kept, err := r.Passkeys.Ask(owner)
	if err != nil {
		return nil, err
	}
	err = updateBy(r, s.Account.Name, store.ToProve, "", func(tx store.Proving) error { return tx.AskPasskey(token, kept) })
	return options(asked), err
}

// showPasskey takes what a passkey has signed. What it was asked is forgotten, whatever
// comes of it.
func (r *request) showPasskey() (answer, error) {
	s, token, err := r.step()
	if err != nil {
		return nil, err
	}
	owner, err := r.owner(s.Account)
	if err != nil {
		return nil, err
	}
	if s.Asked == nil {
		return r.second(s, http.StatusUnauthorized, wrongPasskey)
	}
	proved, why := r.Passkeys.Proved(owner, s.Asked, r.Request.PostForm.Get("answer"))
	if why != nil {
		if !errors.Is(why, factor.ErrPasskey) {
			return nil, why
		}
		r.logger().Warn("a passkey is refused", "who", s.Account.Name, "err", why)
		err := updateBy(r, s.Account.Name, store.ToProve, "", func(tx store.Proving) error { return tx.AskPasskey(token, nil) })
		if err != nil {
			return nil, err
		}
		return r.second(s, http.StatusUnauthorized, wrongPasskey)
	}
	return r.passed(s, func(tx store.Proving, session [32]byte) (told, error) {
		now, err := tx.SecondStepOf(token)
		switch {
		case err != nil:
			return told{}, err
		case !bytes.Equal(now.Asked, s.Asked): // another window of the browser has asked anew
			return wrongPasskey, nil
		}
		return told{}, tx.PassPasskey(token, session, proved.ID, proved.Signs)
	})
}

// owner returns the account with its passkeys, for those who ask for one. Its error is
// web.ErrNotThere where the console has no address that passkeys could be bound to.
func (r *request) owner(a store.Account) (factor.Owner, error) {
	owner := factor.Owner{ID: a.ID, Name: a.Name}
	if r.Passkeys == nil {
		return owner, web.ErrNotThere
	}
	err := view(r, store.ToProve, func(tx store.Proving) error {
		has, err := tx.FactorsOf(a.ID)
		for _, p := range has.Passkeys {
			owner.Passkeys = append(owner.Passkeys, factor.Passkey{ID: p.Credential, Key: p.Key, Signs: p.Signs, Transports: p.Transports, Synced: p.Synced})
		}
		return err
	})
	return owner, err
}

// options answer a script with JSON.
type options []byte

// Write implements web.Answer.
func (o options) Write(x *web.Exchange) error {
	x.Data(http.StatusOK, "application/json", o)
	return nil
}
