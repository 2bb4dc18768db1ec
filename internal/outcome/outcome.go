// Package outcome keeps how it stood before, at the end and after, and computes goal scales, lead times and totals.
package outcome
