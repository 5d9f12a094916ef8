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

// ProcedureOwn notes of one of the number's own bookings what the visit is for. It returns
// ErrNotFound if the number has no such active booking. As with a proxy, it is no change.
func ProcedureOwn(tx Tx, phone Phone, receipt Receipt, p Procedure) (Booking, error) {
	b, err := own(tx, phone, receipt)
	if err != nil || b.Procedure == p {
		return b, err
	}
	if err := tx.SetProcedure(b, p); err != nil {
		return b, err
	}
	b.Procedure = p
	return b, nil
}
