package contract

import (
	"errors"
	"net/mail"
	"net/url"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// formats checks the string formats that PagerDuty keeps to. Others accept any text: time zones may have Rails' names.
var formats = openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
	"date-time": openapi3.NewCallbackValidator(func(text string) error {
		_, err := time.Parse(time.RFC3339, text)
		return err
	}),
	"time":         openapi3.NewCallbackValidator(timeOfDay),
	"partial-time": openapi3.NewCallbackValidator(timeOfDay),
	"email": openapi3.NewCallbackValidator(func(text string) error {
		address, err := mail.ParseAddress(text)
		if err == nil && address.Address != text {
			err = errors.New("must be the address alone")
		}
		return err
	}),
	"url": openapi3.NewCallbackValidator(absoluteURL),
	"uri": openapi3.NewCallbackValidator(absoluteURL),
})

func timeOfDay(text string) error {
	_, err := time.Parse(time.TimeOnly, text)
	return err
}

func absoluteURL(text string) error {
	u, err := url.Parse(text)
	if err == nil && (u.Scheme == "" || u.Host == "") {
		err = errors.New("needs a scheme and a host")
	}
	return err
}
