package bench
import ("testing";"os";"strconv";"context")
func TestZGen(t *testing.T){
 n,_:=strconv.Atoi(os.Getenv("N")); if n==0 {t.Skip()}
 o:=Options{Cases:n,Users:50,ItemsPerCase:10,Parties:5,Dir:os.Getenv("D"),DSN:os.Getenv("PGS"),Log:os.Stderr,Out:os.Stdout,Seed:1}
 if err:=Generate(context.Background(),o,os.Getenv("K"));err!=nil{t.Fatal(err)}
}
