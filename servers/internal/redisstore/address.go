package redisstore

import (
	"cmp"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Address is where a store is. Its password is not part of it.
type Address struct {
	Host, Port string
	Database   int
	User       string // "" for the default user
	TLS        bool
}

var errAddress = errors.New("must be redis://host:port/database, such as redis://redis.example.com:6379/0, or rediss:// for TLS, without a password and anything after a question mark")

// ErrPasswordInAddress is the error of an address with a password.
var ErrPasswordInAddress = errors.New("must have no password")

// ParseAddress reads an address. Its errors repeat nothing of it.
func ParseAddress(text string) (Address, error) {
	parsed, err := url.Parse(text)
	if err != nil {
		return Address{}, errAddress
	}
	if _, has := parsed.User.Password(); has {
		return Address{}, ErrPasswordInAddress
	}
	tls, known := map[string]bool{"redis": false, "valkey": false, "rediss": true, "valkeys": true}[strings.ToLower(parsed.Scheme)]
	database, err := strconv.ParseUint(cmp.Or(strings.TrimPrefix(parsed.Path, "/"), "0"), 10, 16)
	if !known || parsed.Hostname() == "" || err != nil || parsed.RawQuery != "" || parsed.Fragment != "" || parsed.Opaque != "" {
		return Address{}, errAddress
	}
	return Address{
		Host: parsed.Hostname(), Port: cmp.Or(parsed.Port(), "6379"), Database: int(database), User: parsed.User.Username(), TLS: tls,
	}, nil
}

// String returns the address without its user.
func (a Address) String() string {
	scheme := "redis"
	if a.TLS {
		scheme = "rediss"
	}
	return scheme + "://" + a.endpoint() + "/" + strconv.Itoa(a.Database)
}

func (a Address) endpoint() string { return net.JoinHostPort(a.Host, a.Port) }
