package bench
import ("testing";"context";"samverk/internal/db";"path/filepath";"fmt";"time")
func TestY(t *testing.T){
 f:=filepath.Join(t.TempDir(),"a.db")
 b:=time.Now()
 d,err:=db.Open(context.Background(),f,db.Options{}); if err!=nil{t.Fatal(err)}
 fmt.Println(time.Since(b)); b=time.Now()
 d.Close()
 fmt.Println(time.Since(b)); b=time.Now()
 d,err=db.Open(context.Background(),f,db.Options{}); if err!=nil{t.Fatal(err)}
 fmt.Println(time.Since(b)); b=time.Now()
 d.Close()
 fmt.Println(time.Since(b)); b=time.Now()
}
