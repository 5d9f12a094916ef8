package ivr_test

import (
	"fmt"

	"madoguchi/booking"
	"madoguchi/store"
)

// aSecret is what a password is held against that nobody has.
const aSecret = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"

// employ adds the agent tanto, with a number to key.
func (s *scene) employ(number string) {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error {
		_, err := tx.AddAccount(store.Account{Name: "tanto", Role: store.Agent, Number: number}, aSecret)
		return err
	})
}

// giveOut gives tanto a transfer code for a resident.
func (s *scene) giveOut(phone booking.Phone) {
	s.t.Helper()
	s.staff(func(tx *store.Tx) error {
		agent, _, err := tx.AccountOf("tanto")
		if err == nil {
			s.code, err = tx.NewCode(phone, agent.ID)
		}
		return err
	})
}

// guess keys wrong agent numbers, one a call, as many as a line takes.
func (s *scene) guess() {
	s.t.Helper()
	for i := range booking.LineTries {
		err := s.store.Update(s.t.Context(), store.By{Through: store.Phone, Actor: fmt.Sprint("guess ", i)}, func(tx *store.Tx) error {
			if agent, err := tx.AgentOf("none"); err == nil {
				return fmt.Errorf("an agent number that is none is that of %s", agent)
			}
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}
