package carrier

import (
	"context"

	permissions "github.com/twilio/twilio-go/rest/voice/v1"
)

// Japan is the country of all whom the line calls, as the carrier names it.
const Japan = "JP"

const (
	toReadCountries = "read which countries may be called"

	maxCountries = 1000 // of a page, which the carrier takes; there are some 220
)

// Countries returns the countries whose numbers the account may call, but for dear and dubious
// ones, which have permissions of their own, by their ISO codes. For texts there are
// permissions as well, which the carrier tells nobody.
// https://www.twilio.com/docs/voice/api/dialingpermissions-country-resource
func (c *Client) Countries(ctx context.Context) (codes []string, err error) {
	params := (&permissions.ListDialingPermissionsCountryParams{}).SetLowRiskNumbersEnabled(true).SetPageSize(maxCountries)
	list, w, err := ask(ctx, c, toReadCountries, func(s services) (*permissions.ListDialingPermissionsCountryResponse, error) {
		return s.permissions.PageDialingPermissionsCountry(params, "", "")
	})
	switch {
	case err != nil:
		return nil, err
	case list.Meta.Key == "":
		return nil, unclear(toReadCountries, w, "found no list")
	case of(list.Meta.NextPageUrl) != "":
		return nil, unclear(toReadCountries, w, "found more countries than there are")
	}
	for _, country := range list.Content {
		if of(country.LowRiskNumbersEnabled) {
			codes = append(codes, of(country.IsoCode))
		}
	}
	return codes, nil
}
