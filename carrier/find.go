package carrier

import (
	"context"
	"net/url"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"madoguchi/booking"
)

// Of a list. One number has a few texts a month.
const (
	pageSize = 200
	maxPages = 50
)

const (
	toFindTexts = "find texts"
	toFindCalls = "find calls"
)

// FindTexts returns the texts to a number that the carrier has had since a moment, in the
// order in which it lists them. It is for a text with an unknown outcome: if none of them has its
// words, and the request cannot be on its way any more, it was not taken.
//
// The carrier's own filter is by the time of sending, which a queued text does not have, and
// is documented for whole days alone. So all texts to the number are read, and since is held
// against the time of creation, by the carrier's clock: whoever asks subtracts what the two clocks may
// differ. https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
func (c *Client) FindTexts(ctx context.Context, to booking.Phone, since time.Time) ([]Record, error) {
	if !e164.MatchString(string(to)) {
		return nil, unasked(toFindTexts, "found no number in E.164 that they are for")
	}
	params := (&api.ListMessageParams{}).SetTo(string(to)).SetPageSize(pageSize)
	return find(ctx, c, toFindTexts, since, textOf, func(s services, token, page string) (listed[api.ApiV2010Message], error) {
		list, err := s.api.PageMessage(params, token, page)
		if err != nil {
			return listed[api.ApiV2010Message]{}, err
		}
		return listed[api.ApiV2010Message]{list.Messages, list.Uri, of(list.NextPageUri)}, nil
	})
}

// FindCalls returns the calls to a number that the carrier has had since a moment, as
// [Client.FindTexts] does with texts. The carrier's own filter is by the time at which a call
// began, which one that is queued does not have.
// https://www.twilio.com/docs/voice/api/call-resource#retrieve-a-list-of-calls
func (c *Client) FindCalls(ctx context.Context, to booking.Phone, since time.Time) ([]Record, error) {
	if !e164.MatchString(string(to)) {
		return nil, unasked(toFindCalls, "found no number in E.164 that they are for")
	}
	params := (&api.ListCallParams{}).SetTo(string(to)).SetPageSize(pageSize)
	return find(ctx, c, toFindCalls, since, callOf, func(s services, token, page string) (listed[api.ApiV2010Call], error) {
		list, err := s.api.PageCall(params, token, page)
		if err != nil {
			return listed[api.ApiV2010Call]{}, err
		}
		return listed[api.ApiV2010Call]{list.Calls, list.Uri, of(list.NextPageUri)}, nil
	})
}

// listed is a page of a list. One without an address of its own is no page: an empty answer
// must not be taken for an empty list, after which a text would be sent again.
type listed[T any] struct {
	entries   []T
	uri, next string
}

// find reads a list page by page, to its end. Of the address of the next page only the place
// in the list is taken: the credentials go to no address that an answer names.
// https://www.twilio.com/docs/usage/twilios-response#pagination
func find[T any](ctx context.Context, c *Client, what string, since time.Time,
	read func(string, *wire, *T) (Record, error), list func(s services, token, page string) (listed[T], error)) (found []Record, err error) {
	since = since.Truncate(time.Second) // as the carrier writes it
	token, page := "", ""
	for range maxPages {
		l, w, err := ask(ctx, c, what, func(s services) (listed[T], error) { return list(s, token, page) })
		if err != nil {
			return nil, err
		}
		if l.uri == "" {
			return nil, unclear(what, w, "found no list")
		}
		for i := range l.entries {
			r, err := read(what, w, &l.entries[i])
			if err != nil {
				return nil, err
			}
			if !r.Created.Before(since) {
				found = append(found, r)
			}
		}
		if l.next == "" {
			return found, nil
		}
		at, err := url.Parse(l.next)
		if err != nil || at.Query().Get("PageToken") == "" {
			return nil, unclear(what, w, "found a next page without its place in the list")
		}
		token, page = at.Query().Get("PageToken"), at.Query().Get("Page")
	}
	return nil, &Error{What: what, Err: errEndless}
}
