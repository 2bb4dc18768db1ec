package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is a mail server and how to sign in there.
type Server struct {
	Host     string
	Port     int // 587 when 0; at 465 TLS begins with the connection
	User     string
	Password string
	From     string
}

// SMTP sends through a mail server, always under TLS unless the server is this
// machine.
type SMTP struct {
	options []gomail.Option
	server  Server
}

const patience = 20 * time.Second

// NewSMTP returns a sender for a server, which it does not call yet.
func NewSMTP(s Server) (*SMTP, error) {
	if s.Port == 0 {
		s.Port = 587
	}
	o := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(patience), gomail.WithTLSPolicy(gomail.TLSMandatory)}
	switch {
	case s.Port == 465:
		o = append(o, gomail.WithSSL())
	case loopback(s.Host):
		o = append(o, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if s.User != "" {
		o = append(o, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	if _, err := gomail.NewClient(s.Host, o...); err != nil {
		return nil, fmt.Errorf("mail: server: %w", err)
	}
	if err := gomail.NewMsg().From(s.From); err != nil {
		return nil, errors.New("mail: the sender's address is not one")
	}
	return &SMTP{o, s}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send hands the message to the server, over a connection of its own so that
// many may send at once.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := m.compose(s.server.From)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.server.Host, s.options...)
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
