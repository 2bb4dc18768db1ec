// Package handover keeps what one function leaves to another, and whether it was taken.
package handover
