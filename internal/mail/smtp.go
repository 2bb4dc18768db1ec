package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"samverk/internal/errs"
)

// SMTPOptions say which mail server sends, and how to sign in there.
type SMTPOptions struct {
	Address  string // host:port, port 587 when left out; at 465 TLS begins with the connection
	From     string
	User     string
	Password string
}

// SMTP sends through a mail server, always under TLS unless the server is this
// machine.
type SMTP struct {
	host, from string
	options    []gomail.Option
}

const patience = 20 * time.Second

// NewSMTP returns a sender for a server, which it does not call yet.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	host, port, err := split(o.Address)
	if err != nil {
		return nil, err
	}
	s := &SMTP{host, o.From, []gomail.Option{gomail.WithPort(port),
		gomail.WithTimeout(patience), gomail.WithTLSPolicy(gomail.TLSMandatory)}}
	switch {
	case port == 465:
		s.options = append(s.options, gomail.WithSSL())
	case loopback(host):
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if o.User != "" {
		s.options = append(s.options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(o.User), gomail.WithPassword(o.Password))
	}
	if _, err := gomail.NewClient(host, s.options...); err != nil {
		return nil, errs.New(errs.Internal, "mail.server.bad")
	}
	if err := gomail.NewMsg().From(o.From); err != nil {
		return nil, errs.New(errs.Internal, "mail.from.bad")
	}
	return s, nil
}

func split(address string) (host string, port int, err error) {
	host, digits, err := net.SplitHostPort(address)
	if err != nil { // no port, or not an address at all: then there is no such host
		host, digits = address, "587"
	}
	port, err = strconv.Atoi(digits)
	if err != nil || host == "" {
		return "", 0, errs.New(errs.Internal, "mail.server.bad")
	}
	return host, port, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send hands the message to the server, over a connection of its own so that
// many may send at once.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := m.compose(s.from)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err == nil {
		err = client.DialAndSendWithContext(ctx, msg)
	}
	if err != nil {
		return unsent(reason(err))
	}
	return nil
}

// reason says why sending failed without the addresses, which a server's own
// words may repeat.
func reason(err error) error {
	if e, ok := errors.AsType[*gomail.SendError](err); ok {
		return fmt.Errorf("%s (temporary: %t)", e.Reason, e.IsTemp())
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return e
	}
	return errors.New("the server refused the connection or its TLS")
}
