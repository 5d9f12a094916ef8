package console

import (
	"errors"
	"net/http"
	"time"

	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/password"
)

// signedIn is the cookie of the console's sessions.
var signedIn = web.Cookie{Name: "__Host-madoguchi", For: shift}

// restless is how often the ledger notes that a session is in use.
const restless = time.Minute

// recognise finds out who is signed in. It is no error if nobody is.
func (r *request) recognise() error {
	token, shown := signedIn.Hash(r.Exchange)
	if !shown {
		return nil
	}
	var session store.Session
	var lasts bool
	err := view(r, store.ToSignIn, func(tx store.SigningIn) (err error) {
		session, lasts, err = tx.SessionOf(token, r.Idle, shift)
		return err
	})
	if err != nil || !lasts {
		return err
	}
	r.who, r.token = session.Account, token
	// Nobody uses the console when a browser reopens its stream by itself.
	byItself := r.Live || r.GetHeader("Accept") == "text/event-stream"
	if byItself || r.Now().Sub(session.Seen) < restless {
		return nil
	}
	return update(r, store.ToSignIn, "", func(tx store.SigningIn) error { return tx.Touch(token) })
}

// A login is the page on which to sign in.
type login struct {
	Name  string
	Wrong told
}

func (r *request) askWho() (answer, error) {
	if r.who.ID != 0 {
		return web.Moved(""), nil
	}
	return web.View{Name: "login", Data: login{}}, nil
}

// signIn takes a name and a password. What it says of a wrong one does not tell
// which of the two was wrong.
func (r *request) signIn() (answer, error) {
	name, typed := r.PostForm("name"), r.Request.PostForm.Get("password")
	var account store.Account
	var secret string
	err := view(r, store.ToSignIn, func(tx store.SigningIn) (err error) {
		account, secret, err = tx.AccountOf(name)
		return err
	})
	unknown := errors.Is(err, store.ErrNoAccount) || err == nil && !account.Ended.IsZero()
	switch {
	case unknown:
		if secret, err = password.Decoy(); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case account.Retry.After(r.Now()):
		return r.wrong(name, tellWait(account.Retry.Sub(r.Now()))), nil
	}
	if unknown && !r.strangers.MayTry(r.Now()) {
		return r.wrong(name, tellWait(time.Minute)), nil
	}
	right := false
	if err := r.hashing.Run(r.Request.Context(), func() { right = password.Holds(secret, typed) }); err != nil {
		return nil, err
	}
	if !right || unknown {
		var retry time.Time
		err := update(r, store.ToSignIn, "", func(tx store.SigningIn) (err error) {
			retry, err = tx.WrongPassword(name)
			return err
		})
		if err != nil && !errors.Is(err, store.ErrNoAccount) {
			return nil, err
		}
		if wait := retry.Sub(r.Now()); wait > 0 {
			return r.wrong(name, tellWait(wait)), nil
		}
		return r.wrong(name, told{Text: "名前かパスワードが、ちがいます。"}), nil
	}
	token, err := web.NewToken()
	if err != nil {
		return nil, err
	}
	r.who = account
	err = update(r, store.ToSignIn, "", func(tx store.SigningIn) error {
		// Meanwhile somebody may have changed the password, or guessed wrong.
		now, holds, err := tx.AccountOf(name)
		if err == nil && (holds != secret || now.Retry.After(tx.Now())) {
			err = errSignIn
		}
		if err != nil {
			return err
		}
		return tx.SignIn(name, token.Hash())
	})
	if err != nil {
		return nil, err
	}
	signedIn.Keep(r.Exchange, token)
	return web.Moved(""), nil
}

func (r *request) wrong(name string, why told) answer {
	return web.View{Name: "login", Status: http.StatusUnauthorized, Data: login{name, why}}
}

func (r *request) signOut() (answer, error) {
	err := update(r, store.ToSignIn, "", func(tx store.SigningIn) error { return tx.SignOut(r.token) })
	signedIn.Forget(r.Exchange)
	return web.Moved("/login"), err
}

func (r *request) signOutEverywhere() (answer, error) {
	err := update(r, store.ToSignIn, "", func(tx store.SigningIn) error {
		_, err := tx.SignOutEverywhere(r.who.ID)
		return err
	})
	signedIn.Forget(r.Exchange)
	return web.Moved("/login"), err
}
