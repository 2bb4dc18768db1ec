module samverk/e2e

go 1.26
