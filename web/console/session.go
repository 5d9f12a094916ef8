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
	r.who, r.token, r.session = session.Account, token, session
	// Nobody uses the console when a browser reopens its stream by itself.
	byItself := r.Live || r.GetHeader("Accept") == "text/event-stream"
	if byItself || r.Now().Sub(session.Seen) < restless {
		return nil
	}
	err = update(r, store.ToSignIn, "", func(tx store.SigningIn) error { return tx.Touch(token) })
	if errors.Is(err, store.ErrDoubt) { // what is in the ledger can be read all the same
		return nil
	}
	return err
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

// signIn takes a name and a password. Whatever is wrong, the same is done in the same
// order, whether an account has the name or not: is it time to look at a password, count the
// try, look, note that it was wrong.
func (r *request) signIn() (answer, error) {
	name, typed := r.PostForm("name"), r.Request.PostForm.Get("password")
	try := r.try(name)
	c, why, err := r.compare(try, typed)
	if err != nil {
		return nil, err
	}
	if !c.right {
		return r.wrong(name, why), nil
	}
	return r.enter(try, c.account, c.secret)
}

// A compared is what came of holding a password against an account's.
type compared struct {
	right   bool
	account store.Account
	secret  string
}

// compare counts a try and looks at the password, one after the other: whoever must wait, or
// is one of too many, has nothing counted. If it is not right, it returns what to tell.
func (r *request) compare(try store.Try, typed string) (c compared, why told, err error) {
	// Reading first: whoever must wait has the ledger write nothing, and nothing hashed.
	var retry time.Time
	err = view(r, store.ToSignIn, func(tx store.SigningIn) (err error) {
		retry, err = tx.SignInWait(try)
		return err
	})
	if wait := retry.Sub(r.Now()); err != nil || wait > 0 {
		return c, tellWait(wait), err
	}
	gate := &r.strangers
	if try.Browser != "" {
		gate = &r.known
	}
	var failed error
	err = gate.Run(r.Request.Context(), func() {
		if c.account, c.secret, retry, failed = r.mayTry(try); failed == nil && retry.IsZero() {
			c.right = password.Holds(c.secret, typed) && c.account.ID != 0
		}
	})
	switch {
	case errors.Is(err, password.ErrCrowded):
		return c, tellCrowded, nil
	case err != nil || failed != nil:
		return c, told{}, errors.Join(err, failed)
	case !retry.IsZero():
		return c, tellWait(retry.Sub(r.Now())), nil
	case c.right:
		return c, told{}, nil
	}
	err = update(r, store.ToSignIn, "", func(tx store.SigningIn) error { return tx.WrongPassword(try.Name) })
	return c, told{Text: "名前かパスワードが、ちがいます。"}, err
}

// mayTry counts a try to sign in and returns the account, with what the password is held
// against: the zero Account and a decoy if nobody can sign in under the name. If it is not
// time yet, it returns when, and counts nothing.
func (r *request) mayTry(try store.Try) (account store.Account, secret string, retry time.Time, err error) {
	decoy, err := password.Decoy() // for everybody: it is made once, which takes as long as a look
	if err != nil {
		return account, "", retry, err
	}
	err = update(r, store.ToSignIn, "", func(tx store.SigningIn) (err error) {
		retry, err = tx.TrySignIn(try)
		return err
	})
	if err != nil || !retry.IsZero() {
		return account, "", retry, err
	}
	err = view(r, store.ToSignIn, func(tx store.SigningIn) (err error) {
		account, secret, err = tx.AccountOf(try.Name)
		return err
	})
	if errors.Is(err, store.ErrNoAccount) || err == nil && !account.Ended.IsZero() {
		return store.Account{}, decoy, retry, nil
	}
	return account, secret, retry, err
}

// enter signs in an account whose password was right, or asks for its second factor.
func (r *request) enter(try store.Try, account store.Account, secret string) (answer, error) {
	token, err := web.NewToken()
	if err != nil {
		return nil, err
	}
	alone := r.PostForm("alone") != ""
	half := false // the account has a second factor, which is asked for next
	r.who = account
	err = update(r, store.ToSignIn, "", func(tx store.SigningIn) error {
		_, holds, err := tx.AccountOf(account.Name)
		if err == nil && holds != secret { // meanwhile somebody has changed the password
			err = errSignIn
		}
		if err != nil {
			return err
		}
		if err := tx.Forgive(try); err != nil {
			return err
		}
		has, err := tx.FactorsOf(account.ID)
		if err != nil {
			return err
		}
		if half = has.Any(); half {
			return tx.BeginSecondStep(account.Name, token.Hash(), alone)
		}
		if err := tx.SignIn(account.Name, token.Hash(), alone); err != nil {
			return err
		}
		return tx.SignOut(r.token)
	})
	if err != nil {
		return nil, err
	}
	if half {
		halfway.Keep(r.Exchange, token)
		return web.Moved("/login/second"), nil
	}
	return r.begin(try, token), nil
}

// begin has the browser keep a new session in place of the one that it had, which has ended.
func (r *request) begin(try store.Try, token web.Token) answer {
	r.keepKnown(try)
	signedIn.Keep(r.Exchange, token)
	return web.Moved("")
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
