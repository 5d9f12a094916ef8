package console

import (
	"errors"
	"net/http"

	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/password"
	"madoguchi/web/words"
)

// A passwordForm is the page on which to change one's own password.
type passwordForm struct {
	Wrong told
	At    string // the field that it is about
}

func (r *request) askPassword() (answer, error) {
	return web.View{Name: "password", Data: passwordForm{}}, nil
}

// setPassword changes one's own password. The old one is asked again, and counted as it is
// when somebody signs in: a browser that was left open is no way to guess it.
func (r *request) setPassword() (answer, error) {
	old, typed, again := r.typed("old"), r.typed("new"), r.typed("again")
	if typed != again {
		return r.notSet("again", told{"2つの新しいパスワードが、同じではありません。", "もう一度、入れてください。"}), nil
	}
	if err := password.Check(r.who.Name, typed, words.House(r.City)...); err != nil {
		return r.notSet("new", unfit(err)), nil
	}
	try := r.try(r.who.Name)
	c, why, err := r.compare(try, old)
	switch {
	case err != nil:
		return nil, err
	case !c.right:
		if why.Hint == "" {
			why = told{"いまのパスワードが、ちがいます。", "もう一度、入れてください。"}
		}
		return r.notSet("old", why), nil
	case old == typed:
		return r.notSet("new", told{"いまと同じパスワードです。", "ほかのものに、してください。"}), nil
	}
	var secret string
	var failed error
	if err := r.known.Run(r.Request.Context(), func() { secret, failed = password.New(typed) }); err != nil || failed != nil {
		if errors.Is(err, password.ErrCrowded) {
			return r.notSet("", tellCrowded), nil
		}
		return nil, errors.Join(err, failed)
	}
	err = update(r, store.ToSignIn, "", func(tx store.SigningIn) error {
		_, holds, err := tx.AccountOf(r.who.Name)
		if err == nil && holds != c.secret { // meanwhile somebody has changed it
			err = errSignIn
		}
		if err != nil {
			return err
		}
		return errors.Join(tx.Forgive(try), tx.SetOwnSecret(r.session, secret))
	})
	if err != nil {
		return nil, err
	}
	return web.Moved("/account/factor?done=password"), nil
}

func (r *request) typed(field string) string { return r.Request.PostForm.Get(field) }

func (r *request) notSet(at string, why told) answer {
	return web.View{Name: "password", Status: http.StatusBadRequest, Data: passwordForm{why, at}}
}

// unfit says why a password is not taken.
func unfit(err error) told {
	if errors.Is(err, password.ErrCommon) {
		return told{"多くの人が使っているパスワードです。", "すぐに見やぶられるので、ほかのものに、してください。"}
	}
	if errors.Is(err, password.ErrHouse) {
		return told{"市や窓口の名前だけのパスワードです。", "数字や記号をつけても、すぐに見やぶられます。ほかの言葉も、まぜてください。"}
	}
	return told{"そのパスワードは、使えません。", "12文字以上、128文字以下で、名前とはちがうものに、してください。同じ文字だけのものも、使えません。"}
}
