package ui

import "strconv"

// PathSession tells how long the session lasts (GET), and lets it go on (POST).
const PathSession = "/min-session"

// Session is when a session ends by itself.
type Session struct {
	Idles int    // seconds until it does unless it is used
	Ends  int    // seconds until it does whatever happens
	At    string // the time of the first of them, in words
}

func seconds(n int) string { return strconv.Itoa(max(n, 0)) }
