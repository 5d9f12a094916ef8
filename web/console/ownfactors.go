package console

import (
	"errors"
	"net/http"
	"time"

	"madoguchi/store"
	"madoguchi/web"
	"madoguchi/web/factor"
	"madoguchi/web/words"
)

// fresh is how long after signing in one may change one's own factors: later, whoever
// finds an open browser could lock its owner out.
const fresh = 15 * time.Minute

// Refusals that are about factors.
var (
	errLed   = errors.New("the account needs a second factor, and has none")
	errStale = errors.New("the session is too old to change a factor")
)

// led reports whether somebody can do nothing but set up a second factor.
func (r *request) led() bool { return r.who.ID != 0 && !r.session.HasFactor && r.mustHave(r.who.Role) }

func (r *request) isFresh() bool { return r.Now().Sub(r.session.Made) < fresh }

// owned is the page of one's own factors.
type owned struct {
	store.Factors
	Led, Fresh bool
	Offered    bool // the console has passkeys
	Most       bool // no passkey can be added
}

func (r *request) ownFactors() (answer, error) {
	page := owned{Led: r.led(), Fresh: r.isFresh(), Offered: r.Passkeys != nil}
	err := view(r, store.ToProve, func(tx store.Proving) (err error) {
		page.Factors, err = tx.FactorsOf(r.who.ID)
		return err
	})
	page.Most = len(page.Passkeys) >= store.MostPasskeys
	return web.View{Name: "factors", Data: page}, err
}

// freshly is the route of what only a fresh session may do.
func freshly(do func(*request) (answer, error)) func(*request) (answer, error) {
	return func(r *request) (answer, error) {
		if !r.isFresh() {
			return nil, errStale
		}
		return do(r)
	}
}

// A keyed is the page with the secret for an application.
type keyed struct {
	Text    string // the secret in groups of four
	URI     string
	Picture factor.Picture
	Wrong   told
}

// offerApp draws a secret and shows it. It is good once a code has shown that the
// application has it.
func (r *request) offerApp() (answer, error) {
	secret := factor.NewSecret()
	err := update(r, store.ToProve, "", func(tx store.Proving) error {
		return tx.OfferApp(r.session, r.Factors.Seal(secret, r.who.ID))
	})
	if err != nil {
		return nil, err
	}
	return r.keyed(secret, http.StatusOK, told{})
}

func (r *request) keyed(secret factor.Secret, status int, why told) (answer, error) {
	page := keyed{Text: factor.Groups(secret.Text()), URI: secret.URI(r.City.Name+" 予約の窓口", r.who.Name), Wrong: why}
	var err error
	page.Picture, err = factor.Draw(page.URI)
	return web.View{Name: "app", Status: status, Data: page}, err
}

// addApp takes the first code of the application.
func (r *request) addApp() (answer, error) {
	var offer store.Offer
	err := view(r, store.ToProve, func(tx store.Proving) (err error) {
		offer, _, err = tx.OfferTo(r.session)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case offer.Sealed == nil:
		return nil, store.ErrNoFactor
	}
	secret, err := r.Factors.Open(offer.Sealed, r.who.ID)
	if err != nil {
		return nil, err
	}
	step, right := secret.Step(r.Request.PostForm.Get("code"), r.Now(), -1)
	if !right {
		return r.keyed(secret, http.StatusBadRequest, told{"その数字では、ありません。", "アプリに、いま出ている 6けたを、入れてください。電話の時計も、確かめてください。"})
	}
	return r.added(func(tx store.Proving, hashes [][32]byte) error { return tx.AddApp(r.session, step, hashes) })
}

// added adds a factor. With the first one come recovery codes, which are shown once.
func (r *request) added(add func(tx store.Proving, hashes [][32]byte) error) (answer, error) {
	var codes []string
	err := update(r, store.ToProve, "", func(tx store.Proving) error {
		has, err := tx.FactorsOf(r.who.ID)
		if err != nil {
			return err
		}
		var hashes [][32]byte
		if !has.Any() {
			codes, hashes = recovery()
		}
		return add(tx, hashes)
	})
	switch {
	case err != nil:
		return nil, err
	case codes == nil:
		return web.Moved("/account/factor?done=factor"), nil
	}
	r.session.HasFactor = true
	return shownOnce(codes), nil
}

// recovery draws recovery codes, and returns what is kept of them.
func recovery() (codes []string, hashes [][32]byte) {
	for _, c := range factor.NewRecoveryCodes() {
		hash, _ := factor.RecoveryHash(c)
		codes, hashes = append(codes, factor.Groups(c)), append(hashes, hash)
	}
	return codes, hashes
}

// shownOnce is the page of recovery codes. It is the answer to a form, so that it has no
// address at which it could be seen again.
func shownOnce(codes []string) answer { return web.View{Name: "recovery", Data: codes} }

func (r *request) newRecovery() (answer, error) {
	if !r.session.HasFactor {
		return nil, store.ErrNoFactor
	}
	codes, hashes := recovery()
	err := update(r, store.ToProve, "", func(tx store.Proving) error { return tx.NewRecovery(r.session, hashes) })
	return shownOnce(codes), err
}

func (r *request) dropApp() (answer, error) {
	err := update(r, store.ToProve, "", func(tx store.Proving) error { return tx.DropApp(r.session) })
	return web.Moved("/account/factor?done=drop-factor"), err
}

// offerPasskey answers a script with what a new passkey is to be made of.
func (r *request) offerPasskey() (answer, error) {
	owner, err := r.owner(r.who)
	if err != nil {
		return nil, err
	}
	asked, kept, err := r.Passkeys.Offer(owner)
	if err != nil {
		return nil, err
	}
	err = update(r, store.ToProve, "", func(tx store.Proving) error { return tx.OfferPasskey(r.session, kept) })
	return options(asked), err
}

// addPasskey takes what a browser has made of the offer.
func (r *request) addPasskey() (answer, error) {
	owner, err := r.owner(r.who)
	if err != nil {
		return nil, err
	}
	name, err := r.passkeyName()
	if err != nil {
		return nil, err
	}
	var offer store.Offer
	err = view(r, store.ToProve, func(tx store.Proving) (err error) {
		offer, _, err = tx.OfferTo(r.session)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case offer.Asked == nil:
		return nil, store.ErrNoFactor
	}
	made, err := r.Passkeys.Made(owner, offer.Asked, r.Request.PostForm.Get("answer"))
	switch {
	case errors.Is(err, factor.ErrPasskey):
		r.logger().Warn("a new passkey is refused", "who", r.who.Name, "err", err)
		return nil, wrong(wrongPasskey.Text, wrongPasskey.Hint)
	case err != nil:
		return nil, err
	}
	return r.added(func(tx store.Proving, hashes [][32]byte) error {
		return tx.AddPasskey(r.session, store.Passkey{Credential: made.ID, Key: made.Key, Signs: made.Signs, Transports: made.Transports,
			Synced: made.Synced, Name: name}, hashes)
	})
}

// passkeyName reads what the owner calls a passkey.
func (r *request) passkeyName() (string, error) {
	name := r.Text("name", 20)
	if name == "" {
		name = "パスキー（" + words.Day(dayOf(r.Now())) + "）"
	}
	return name, remarkable(name)
}

func (r *request) namePasskey() (answer, error) {
	id, err := r.ID("passkey")
	if err != nil {
		return nil, err
	}
	name, err := r.passkeyName()
	if err != nil {
		return nil, err
	}
	err = update(r, store.ToProve, "", func(tx store.Proving) error { return tx.NamePasskey(r.who, id, name) })
	return web.Moved("/account/factor?done=name-factor"), err
}

func (r *request) dropPasskey() (answer, error) {
	id, err := r.ID("passkey")
	if err != nil {
		return nil, err
	}
	err = update(r, store.ToProve, "", func(tx store.Proving) error { return tx.DropPasskey(r.session, id) })
	return web.Moved("/account/factor?done=drop-factor"), err
}
