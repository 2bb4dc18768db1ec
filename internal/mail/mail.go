// Package mail sends one message, over SMTP or into a folder. A message says
// only that something waits and where to sign in, never what or about whom; or
// it brings on what a visitor wrote about the site itself.
package mail

import (
	"context"
	"net/mail"
	"strings"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"samverk/internal/errs"
)

// Message is a message to one address, in plain text.
type Message struct{ To, Subject, Body string }

// Sender sends messages.
type Sender interface {
	Send(context.Context, Message) error
}

const (
	longestAddress = 254 // RFC 5321 with errata 1690
	longestSubject = 120
	longestBody    = 4000
)

// Check tells everything that is wrong with a message.
func (m Message) Check() error {
	var f errs.Faults
	_, err := mail.ParseAddress(m.To)
	f.Check(err == nil && len(m.To) <= longestAddress && oneLine(m.To), "to", "mail.to.bad")
	f.Check(m.Subject != "" && utf8.RuneCountInString(m.Subject) <= longestSubject && oneLine(m.Subject), "subject", "mail.subject.bad")
	f.Check(m.Body != "" && utf8.RuneCountInString(m.Body) <= longestBody && utf8.ValidString(m.Body), "body", "mail.body.bad")
	return f.Err()
}

// oneLine refuses what could begin another header field.
func oneLine(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 }) < 0
}

// compose checks a message and gives it its headers.
func (m Message) compose(from string) (*gomail.Msg, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg()
	if err := msg.From(from); err != nil {
		return nil, errs.New(errs.Internal, "mail.from.bad")
	}
	if err := msg.To(m.To); err != nil {
		return nil, errs.New(errs.Invalid, "mail.to.bad")
	}
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers from out-of-office
	msg.SetBodyString(gomail.TypeTextPlain, m.Body)
	return msg, nil
}

// None sends nothing, where mail is not set up.
type None struct{}

// Send checks the message and forgets it.
func (None) Send(_ context.Context, m Message) error { return m.Check() }

// Waiting says to a function's mailbox that something waits behind a link, and
// nothing more. lang is "en" or, for all else, Swedish.
func Waiting(to, link, lang string) Message {
	subject, before, after := "Något väntar på dig i Samverk",
		"Det finns något som väntar på dig i Samverk. Logga in för att se vad det är:",
		"Meddelandet är skickat automatiskt och går inte att svara på. Det innehåller med avsikt inga uppgifter om någon person."
	if lang == "en" {
		subject, before, after = "Something is waiting for you in Samverk",
			"Something is waiting for you in Samverk. Sign in to see what it is:",
			"This message was sent automatically and cannot be answered. It deliberately holds no information about any person."
	}
	return Message{To: to, Subject: subject, Body: before + "\n\n" + link + "\n\n" + after + "\n"}
}

// Remark brings on what somebody, nobody knows who, wrote about how accessible
// the site is.
func Remark(to, words string) Message {
	return Message{To: to, Subject: "Synpunkt på tillgängligheten i Samverk",
		Body: "Någon har skrivit det här på sidan Tillgänglighetsredogörelse:\n\n" + words +
			"\n\nSamverk vet inte vem det är och har inte sparat texten. Den som skriver ombeds att inte nämna någon person.\n"}
}
