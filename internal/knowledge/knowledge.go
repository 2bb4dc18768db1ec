// Package knowledge keeps articles with owner, source and dates, and the words
// and abbreviations of the actors. It belongs to the structure level.
package knowledge
