package booking_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/booking"
)

func TestAnApplicationIDIsReadAsPeopleTypeIt(t *testing.T) {
	const id = "12345678901234567890123"
	for typed, want := range map[string]string{
		"":                             "",
		"   ":                          "",
		id:                             id,
		"1234 5678 9012 3456 7890 123": id,
		"1234-5678-9012-3456-7890-123": id,
		"１２３４　５６７８　９０１２　３４５６　７８９０　１２３":      id,
		"1234ー5678ー9012ー3456ー7890ー123":      id,
		" 12345678\u00a090123456 7890123\t": id,
	} {
		if got, err := booking.ParseApplicationID(typed); err != nil || string(got) != want {
			t.Errorf("%q: %s, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]booking.ApplicationIDError{
		"1234":                          {Digits: 4},
		id + "4":                        {Digits: 24},
		"123456789012":                  {Digits: 12}, // the length of a My Number, which nobody is asked for
		"1234O":                         {Digits: 4, Other: 'O'},
		"申請書":                           {Other: '申'},
		strings.Repeat("1", 1000):       {Digits: 1000},
		"1234567890123456789012" + "\n": {Digits: 22, Other: '\n'},
	} {
		_, err := booking.ParseApplicationID(typed)
		if wrong, ok := errors.AsType[*booking.ApplicationIDError](err); !ok || *wrong != want {
			t.Errorf("%.30q: %v, expected %+v", typed, err, want)
		}
	}
}

// However it is typed, grouped or not, it is read as it was meant; and nothing that is shown of
// it has more than its last four digits.
func TestAnApplicationIDIsTheSameHoweverItIsGrouped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[0-9]{23}`).Draw(t, "id")
		var typed strings.Builder
		for _, r := range id {
			typed.WriteString(rapid.SampledFrom([]string{"", "", "", " ", "-", "　", "ー"}).Draw(t, "between"))
			typed.WriteRune(r)
		}
		got, err := booking.ParseApplicationID(typed.String())
		if err != nil || string(got) != id {
			t.Fatalf("%q: %s, %v", typed.String(), got, err)
		}
		if m := got.Masked(); strings.Trim(m[:19], "*") != "" || m[19:] != id[19:] || got.LogValue().String() != m {
			t.Fatalf("masked as %s", m)
		}
		if again, err := booking.ParseApplicationID(got.Grouped()); err != nil || again != got {
			t.Fatalf("grouped as %s", got.Grouped())
		}
	})
}

func TestOnlyWhatAServiceAsksForIsTakenDown(t *testing.T) {
	card := booking.Service{ID: "card", Kind: booking.Application, Reasons: []booking.Choice{{ID: "lost", Name: "紛失した"}}}
	certificate := booking.Service{ID: booking.CertificateService, Kind: booking.Certificate}
	const id = booking.ApplicationID("12345678901234567890123")
	for _, c := range []struct {
		name    string
		service booking.Service
		party   int
		errands []booking.Errand
		person  int
		want    error
	}{
		{"nothing yet", card, 2, nil, 0, nil},
		{"of some", card, 2, []booking.Errand{{Procedure: booking.NewIssue}}, 0, nil},
		{"a renewal with its ID", card, 1, []booking.Errand{{Procedure: booking.Renewal, Application: id}}, 0, nil},
		{"a renewal whose ID is at home", card, 1, []booking.Errand{{Procedure: booking.Renewal}}, 0, nil},
		{"a reissue with a reason", card, 1, []booking.Errand{{Procedure: booking.Reissue, Reason: "lost"}}, 0, nil},
		{"not asked on the telephone", card, 2, []booking.Errand{{Procedure: booking.Unsaid}, {Procedure: booking.Renewal}}, 0, nil},
		{"one more than come", card, 1, []booking.Errand{{Procedure: booking.Renewal}, {Procedure: booking.Renewal}}, 2, booking.ErrErrandCount},
		{"an ID of a new card", card, 2, []booking.Errand{{Procedure: booking.Renewal}, {Procedure: booking.NewIssue, Application: id}}, 2, booking.ErrErrandExtra},
		{"a reason of a renewal", card, 1, []booking.Errand{{Procedure: booking.Renewal, Reason: "lost"}}, 1, booking.ErrErrandExtra},
		{"a reason that the city does not have", card, 1, []booking.Errand{{Procedure: booking.Reissue, Reason: "stolen"}}, 1, booking.ErrErrandReason},
		{"another service's procedure", card, 1, []booking.Errand{{Procedure: booking.Collection}}, 1, booking.ErrErrandKind},
		{"a certificate that is issued again", certificate, 1, []booking.Errand{{Procedure: booking.Reissue}}, 1, booking.ErrErrandKind},
		{"an ID of a certificate", certificate, 1, []booking.Errand{{Procedure: booking.Renewal, Application: id}}, 1, booking.ErrErrandExtra},
	} {
		err := c.service.Check(c.errands, c.party)
		wrong, _ := errors.AsType[*booking.ErrandError](err)
		if !errors.Is(err, c.want) || c.want != nil && wrong.Person != c.person {
			t.Errorf("%s: %v, expected %v of person %d", c.name, err, c.want, c.person)
		}
	}
}
