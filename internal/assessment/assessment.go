// Package assessment keeps what actors have judged together: question, statement, dissent and what it led to.
package assessment
