package web

import "errors"

func (r *request) numbers() (answer, error)    { return nil, errors.New("later") }
func (r *request) numbersCSV() (answer, error) { return nil, errors.New("later") }
