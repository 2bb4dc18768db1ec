// Package coordination keeps what Försäkringskassan has been asked to coordinate, and its answers.
package coordination
