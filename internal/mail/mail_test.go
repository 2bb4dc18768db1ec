package mail_test

import (
	"bufio"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samverk/internal/errs"
	"samverk/internal/mail"
)

const from = "samverk@example.org"

func waiting() mail.Message {
	return mail.Waiting("vagen-in@example.org", "https://samverk.example/arbete", "sv")
}

func TestAFolderHoldsOneFileForEachMessage(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		if err := (mail.Folder{Dir: dir, From: from}).Send(t.Context(), waiting()); err != nil {
			t.Fatal(err)
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(files) != 3 {
		t.Fatal(files)
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := netmail.ReadMessage(f)
	if err != nil || m.Header.Get("To") != "<vagen-in@example.org>" {
		t.Error(m, err)
	}
}

func TestAFolderThatIsGoneIsTold(t *testing.T) {
	err := mail.Folder{Dir: "/nowhere", From: from}.Send(t.Context(), waiting())
	if !errs.Is(err, errs.Unavailable) {
		t.Error(err)
	}
}

func TestAMessageThatCouldBreakItsHeadersIsRefused(t *testing.T) {
	good := waiting()
	for name, m := range map[string]mail.Message{
		"line in address":    {To: good.To + "\r\nBcc: x@example.org", Subject: good.Subject, Body: good.Body},
		"two addresses":      {To: "a@example.org, b@example.org", Subject: good.Subject, Body: good.Body},
		"no address":         {To: "", Subject: good.Subject, Body: good.Body},
		"long address":       {To: strings.Repeat("a", 260) + "@example.org", Subject: good.Subject, Body: good.Body},
		"line in subject":    {To: good.To, Subject: "a\nBcc: x@example.org", Body: good.Body},
		"return in subject":  {To: good.To, Subject: "a\rb", Body: good.Body},
		"long subject":       {To: good.To, Subject: strings.Repeat("å", 121), Body: good.Body},
		"long body":          {To: good.To, Subject: good.Subject, Body: strings.Repeat("å", 4001)},
		"body without words": {To: good.To, Subject: good.Subject},
	} {
		for _, s := range []mail.Sender{mail.None{}, mail.Folder{Dir: t.TempDir(), From: from}} {
			if err := s.Send(t.Context(), m); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestWaitingSaysNothingMoreThanThat(t *testing.T) {
	for _, lang := range []string{"sv", "en"} {
		m := mail.Waiting("a@example.org", "https://samverk.example/x", lang)
		if err := m.Check(); err != nil || !strings.Contains(m.Body, "https://samverk.example/x") {
			t.Error(m, err)
		}
	}
}

// server speaks just enough SMTP, without TLS, and gives what it received.
func server(t *testing.T, refuse bool) (string, <-chan string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	got := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		fmt.Fprint(c, "220 test ESMTP\r\n")
		var text strings.Builder
		data := false
		for lines := bufio.NewScanner(c); lines.Scan(); {
			line := lines.Text()
			switch {
			case data && line == ".":
				data = false
				got <- text.String()
				fmt.Fprint(c, "250 taken\r\n")
			case data:
				text.WriteString(line + "\n")
			case line == "DATA":
				data = true
				fmt.Fprint(c, "354 go on\r\n")
			case refuse && strings.HasPrefix(line, "RCPT"):
				fmt.Fprint(c, "550 no such mailbox vagen-in@example.org\r\n")
			case line == "QUIT":
				fmt.Fprint(c, "221 bye\r\n")
				return
			default:
				fmt.Fprint(c, "250 ok\r\n")
			}
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port, got
}

func TestSMTPDeliversOnThisMachine(t *testing.T) {
	port, got := server(t, false)
	s, err := mail.NewSMTP(mail.SMTPOptions{Address: net.JoinHostPort("127.0.0.1", port), From: from})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), waiting()); err != nil {
		t.Fatal(err)
	}
	if text := <-got; !strings.Contains(text, "samverk.example/arbete") || !strings.Contains(text, "Auto-Submitted") {
		t.Error(text)
	}
}

func TestARefusalNamesNoAddress(t *testing.T) {
	port, _ := server(t, true)
	s, _ := mail.NewSMTP(mail.SMTPOptions{Address: net.JoinHostPort("localhost", port), From: from})
	err := s.Send(t.Context(), waiting())
	if !errs.Is(err, errs.Unavailable) || strings.Contains(err.Error(), "vagen-in") {
		t.Error(err)
	}
}

// another names this machine in a way that is not taken for this machine.
const another = "0.0.0.0"

func TestSMTPNeverSendsInTheClearToAnother(t *testing.T) {
	port, got := server(t, false)
	s, err := mail.NewSMTP(mail.SMTPOptions{Address: net.JoinHostPort(another, port), From: from})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), waiting()); !errs.Is(err, errs.Unavailable) {
		t.Error(err)
	}
	select {
	case <-got:
		t.Error("sent without TLS")
	default:
	}
}

func TestAServerThatCannotBeIsRefusedAtOnce(t *testing.T) {
	for _, o := range []mail.SMTPOptions{
		{Address: "127.0.0.1:25"}, {From: from}, {Address: ":25", From: from},
		{Address: "mail.example.org:post", From: from}, {Address: "mail.example.org:99999", From: from},
	} {
		if _, err := mail.NewSMTP(o); err == nil {
			t.Errorf("no fault: %+v", o)
		}
	}
	if _, err := mail.NewSMTP(mail.SMTPOptions{Address: "mail.example.org", From: from}); err != nil {
		t.Error(err)
	}
}

func TestARemarkIsMailedWhole(t *testing.T) {
	m := mail.Remark("webb@example.org", strings.Repeat("å", 2000))
	if err := m.Check(); err != nil || !strings.Contains(m.Body, strings.Repeat("å", 2000)) {
		t.Error(err, len(m.Body))
	}
}
