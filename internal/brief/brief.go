// Package brief keeps briefs to doctors, the versions of their form, and the answers.
package brief
