package redisstore

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

// unavailableError is a failure of the store. It matches shared.ErrUnavailable. Its text shows no address, since models read it.
type unavailableError struct {
	reason string
	cause  error
}

func (e *unavailableError) Error() string {
	return fmt.Sprintf("%v: %s", shared.ErrUnavailable, e.reason)
}

func (e *unavailableError) Unwrap() []error { return []error{shared.ErrUnavailable, e.cause} }

// errPassword is the error of a password that cannot be read.
var errPassword = errors.New("its password cannot be read")

// replies are the beginnings of errors that Redis and Valkey answer with.
var replies = []struct{ begins, means string }{
	{"OOM", "it is full"},
	{"NOAUTH", "it wants a password"},
	{"WRONGPASS", "it refused the password"},
	{"NOPERM", "its user may not run scripts on these keys"},
	{"LOADING", "it is still loading its data"},
	{"BUSY", "it is busy with another script"},
	{"READONLY", "it is a replica, which takes no writes"},
	{"MISCONF", "it cannot save its data, and takes no writes"},
	{"MASTERDOWN", "it is a replica that has lost its master"},
	{"ERR invalid password", "it refused the password"},
	{"ERR AUTH", "it refused the password"},
	{"ERR DB index", "it has no database of this number"},
	{"ERR max number of clients", "it has too many clients"},
}

// reason returns why an operation failed, in words that complete "the store is unavailable:".
func reason(err error) string {
	if answered, ok := errors.AsType[redis.Error](err); ok {
		for _, reply := range replies {
			if strings.Contains(answered.Error(), reply.begins) {
				return reply.means
			}
		}
		return "it answered with an error"
	}
	failure, isNet := errors.AsType[net.Error](err)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	_, wrongHost := errors.AsType[x509.HostnameError](err)
	switch {
	case errors.Is(err, errPassword):
		return errPassword.Error()
	case untrusted || wrongHost:
		return "its certificate is not trusted"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, redis.ErrPoolTimeout), isNet && failure.Timeout():
		return "it did not answer within " + Patience.String()
	case isNet, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it cannot be reached"
	}
	return "it does not answer as Redis does"
}

// isDial reports whether nothing was sent, because there was no connection.
func isDial(err error) bool {
	failure, ok := errors.AsType[*net.OpError](err)
	return ok && failure.Op == "dial" || errors.Is(err, errPassword)
}
