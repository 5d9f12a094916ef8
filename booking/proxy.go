package booking

// ProxyOwn notes of one of the number's own bookings, for its caller, whether a proxy
// comes, who brings other things than the person would. It returns ErrNotFound if the
// number has no such active booking. It is no change: nothing of a day's limit is used up.
func ProxyOwn(tx Tx, phone Phone, receipt Receipt, proxy bool) (Booking, error) {
	b, err := own(tx, phone, receipt)
	if err != nil || b.Proxy == proxy {
		return b, err
	}
	if err := tx.SetProxy(b, proxy); err != nil {
		return b, err
	}
	b.Proxy = proxy
	return b, nil
}
