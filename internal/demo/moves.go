package demo

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/demo/story"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/plan"
)

// move plays a step.
type move = func(*player, context.Context, *tale, story.Step) error

// moves is everything that can happen in a story.
var moves = map[string]move{
	"ask": (*player).ask, "question": (*player).question, "answer": (*player).answer, "agree": (*player).agree,
	"forward": (*player).forward, "decline": (*player).decline, "withdraw": (*player).withdraw,
	"accept": (*player).accept, "invite": (*player).invite, "join": (*player).join, "refuse": (*player).refuse,
	"leave": (*player).leave, "consent": (*player).consent, "revoke": (*player).revoke, "block": (*player).block,
	"settle": (*player).settle, "note-read": (*player).noteRead, "read": (*player).read, "read-consent": (*player).readConsent,
	"rest": (*player).rest, "resume": (*player).resume, "closing": (*player).closing, "close": (*player).close, "reopen": (*player).reopen,
	"goal": (*player).write, "need": (*player).write, "activity": (*player).write, "certificate": (*player).write,
	"requirement": (*player).write, "commitment": (*player).write, "note": (*player).write,
	"revise": (*player).revise, "disclose": (*player).disclose, "copy": (*player).copyItem,
	"recall": (*player).recall, "confirm": (*player).confirm,

	"represent": (*player).represent,

	"brief": (*player).makeBrief, "open-brief": (*player).openBrief, "answer-brief": (*player).answerBrief,

	"fk-ask": (*player).askFK, "fk-answer": (*player).answerFK, "fk-withdraw": (*player).withdrawFK,
	"assess": onCall((*player).assess), "point": onCall((*player).point), "state": onCall((*player).state),
	"stand-by": onCall((*player).standBy), "agree-on": onCall((*player).agreeOn),

	"fill-in": (*player).fillIn, "live-on": (*player).liveOn, "certify": (*player).certify, "map": (*player).mapped,
	"plan-elsewhere": (*player).planned, "find-out": (*player).findOut,

	"hand-over": (*player).handOver, "take-over": (*player).takeOver, "sum-up": (*player).sumUp, "outcome": (*player).noteResult, "scale": (*player).scaleGoal,

	"call": (*player).call, "reply": onCall((*player).reply), "note-reply": onCall((*player).noteReply), "offer": onCall((*player).offer),
	"mark": onCall((*player).mark), "settle-call": onCall((*player).settleCall), "move-call": onCall((*player).moveCall),
	"cancel-call": onCall((*player).cancelCall), "propose-sip": (*player).proposeSIP, "meet-without": (*player).meetWithout,
	"begin": onCall((*player).begin), "say": line(item.Said), "decide": line(item.Decision), "promise": line(item.Commitment),
	"plan-on": line(item.Activity), "change": onCall((*player).changeOn), "stand": onCall((*player).stand), "end": onCall((*player).end),
	"met": onCall((*player).met), "minutes": onCall((*player).minutes), "amend": onCall((*player).amend),
	"read-minutes": onCall((*player).readMinutes), "recall-minutes": onCall((*player).recallMinutes),
	"confirm-minutes": onCall((*player).confirmMinutes), "hinder": (*player).hinder,
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (p *player) ask(ctx context.Context, t *tale, s story.Step) (err error) {
	who := p.actor(t, s.By)
	n := app.NewRequest{
		Number: t.Number, Name: t.Name, Phone: t.phone, Protection: t.Protection, Area: t.Area,
		Topic: or(s.Topic, "coordination"), To: p.Function(t.Area, or(s.To, "sam")), Situation: strings.Fields(s.Situation),
		Consented: s.How != "none", ConsentHow: or(s.How, "oral"), Hope: s.Hope, Tried: s.Tried,
	}
	for k := range strings.FieldsSeq(or(s.Wanted, "kommun vard fk af")) {
		n.Wanted = append(n.Wanted, access.Kind(k))
	}
	if !n.Consented {
		n.ConsentHow = ""
	}
	t.asker, t.receiver, t.asked = who.Function, n.To, 1
	t.request, err = p.SendRequest(ctx, who, n)
	return err
}

// step counts the versions of the request.
func (t *tale) step(err error) error {
	t.asked++
	return err
}

func (p *player) question(ctx context.Context, t *tale, s story.Step) error {
	return t.step(p.AskBack(ctx, p.actors[t.receiver], t.request, t.asked, s.Words))
}

func (p *player) answer(ctx context.Context, t *tale, s story.Step) error {
	return t.step(p.AnswerRequest(ctx, p.byAsker(t), t.request, t.asked, s.Words))
}

func (p *player) agree(ctx context.Context, t *tale, s story.Step) error {
	return t.step(p.ConsentToRequest(ctx, p.byAsker(t), t.request, t.asked, or(s.How, "oral")))
}

func (p *player) byAsker(t *tale) access.Actor {
	if t.asker == "" {
		return p.actor(t, "self")
	}
	return p.actors[t.asker]
}

func (p *player) forward(ctx context.Context, t *tale, s story.Step) error {
	to := p.Function(t.Area, s.To)
	err := p.ForwardRequest(ctx, p.actors[t.receiver], t.request, t.asked, app.Forward{To: to, Reason: s.Reason, Words: s.Words})
	t.receiver = to
	return t.step(err)
}

func (p *player) decline(ctx context.Context, t *tale, s story.Step) error {
	return t.step(p.DeclineRequest(ctx, p.actors[t.receiver], t.request, t.asked, s.Reason, s.Words))
}

func (p *player) withdraw(ctx context.Context, t *tale, s story.Step) error {
	return t.step(p.WithdrawRequest(ctx, p.byAsker(t), t.request, t.asked, s.Reason))
}

func (p *player) accept(ctx context.Context, t *tale, _ story.Step) (err error) {
	who := p.actors[t.receiver]
	if _, err := p.Request(ctx, who, t.request); err != nil {
		return err
	}
	p.pause()
	t.leader, t.course = t.receiver, 1
	t.of, err = p.AcceptRequest(ctx, who, t.request, t.asked)
	t.parties[t.leader], t.parties[t.asker] = 1, 1
	return t.step(err)
}

// lead returns who leads the case.
func (p *player) lead(t *tale) access.Actor { return p.actors[t.leader] }

func (p *player) invite(ctx context.Context, t *tale, s story.Step) error {
	return p.each(t, s.To, func(who access.Actor) error {
		t.parties[who.Function]++
		_, err := p.Invite(ctx, p.lead(t), t.of, who.Function)
		return err
	})
}

// join lets functions say yes, and look at the case.
func (p *player) join(ctx context.Context, t *tale, s story.Step) error {
	return p.each(t, s.By, func(who access.Actor) error {
		if err := p.AcceptInvitation(ctx, who, t.of, t.parties[who.Function]); err != nil {
			return err
		}
		t.parties[who.Function]++
		p.pause()
		_, err := p.Case(ctx, who, t.of)
		return err
	})
}

func (p *player) refuse(ctx context.Context, t *tale, s story.Step) error {
	f := p.Function(t.Area, s.By)
	t.parties[f]++
	return p.DeclineInvitation(ctx, p.actors[f], t.of, t.parties[f]-1, s.Reason)
}

func (p *player) leave(ctx context.Context, t *tale, s story.Step) error {
	f := p.Function(t.Area, s.By)
	t.parties[f]++
	return p.LeaveCase(ctx, p.actors[f], t.of, t.parties[f]-1, s.Reason)
}

func (p *player) consent(ctx context.Context, t *tale, s story.Step) error {
	n := consent.New{
		How: consent.How(or(s.How, "oral")), GivenBy: "person", StartsOn: p.reached.Format(time.DateOnly), EndsOn: p.iso(s.Until), Version: t.consented,
		Purpose: or(s.Purpose, "Samordna det som kommunen, vården, Försäkringskassan och Arbetsförmedlingen gör, i en gemensam plan."),
		Grid:    consent.Grid{},
	}
	for short, set := range p.Rows(s) {
		n.Grid[p.actors[p.Function(t.Area, short)].Unit] = set
	}
	if n.How == consent.Paper {
		n.SignedOn = n.StartsOn
	}
	who := p.lead(t)
	if s.By != "" {
		who = p.actor(t, s.By)
	}
	who.Proved = p.clock.Now()
	t.grid = n.Grid
	t.consented++
	_, err := p.GiveConsent(ctx, who, t.of, n)
	return err
}

func (p *player) revoke(ctx context.Context, t *tale, s story.Step) error {
	err := p.WithdrawConsent(ctx, p.actor(t, s.By), t.of, t.consented)
	t.consented, t.grid = 0, nil
	return err
}

func (p *player) block(ctx context.Context, t *tale, s story.Step) error {
	for _, u := range p.units(t, s.To) {
		if err := p.SetBlock(ctx, p.actor(t, s.By), t.of, u); err != nil {
			return err
		}
		t.blocked = append(t.blocked, u)
	}
	return nil
}

// settle lets the one who leads the case agree the plan with the person.
func (p *player) settle(ctx context.Context, t *tale, s story.Step) error {
	now, err := p.Plan(ctx, p.lead(t), t.of, 0)
	if err != nil {
		return err
	}
	p.pause()
	t.plan, err = p.AgreePlan(ctx, p.lead(t), t.of, app.AgreePlan{
		Version: now.Plan.Version, PersonPart: or(s.How, plan.PersonPresent), FollowUpOn: p.workday(s.Until).Format(time.DateOnly),
	})
	return err
}

// noteRead lets parties note that they have read the plan agreed last.
func (p *player) noteRead(ctx context.Context, t *tale, s story.Step) error {
	return p.each(t, s.By, func(who access.Actor) error { return p.ReadPlan(ctx, who, t.of, t.plan) })
}

// read lets several open the case page at once, so that their rows in the log
// share one flush.
func (p *player) read(ctx context.Context, t *tale, s story.Step) error {
	readers := strings.Fields(s.By)
	faults := make([]error, len(readers))
	var all sync.WaitGroup
	for i, short := range readers {
		all.Go(func() { _, faults[i] = p.Case(ctx, p.actor(t, short), t.of) })
	}
	all.Wait()
	return errors.Join(faults...)
}

func (p *player) readConsent(ctx context.Context, t *tale, s story.Step) error {
	_, err := p.Consent(ctx, p.actor(t, s.By), t.of)
	return err
}

// moved counts the versions of the case.
func (t *tale) moved(err error) error {
	t.course++
	return err
}

func (p *player) rest(ctx context.Context, t *tale, s story.Step) error {
	return t.moved(p.RestCase(ctx, p.lead(t), t.of, t.course, p.iso(s.Until), s.Reason))
}

func (p *player) resume(ctx context.Context, t *tale, _ story.Step) error {
	return t.moved(p.ResumeCase(ctx, p.lead(t), t.of, t.course))
}

// closing begins to close the case, by handover when somebody goes on.
func (p *player) closing(ctx context.Context, t *tale, s story.Step) error {
	how := cases.Joint
	if s.To != "" {
		how, t.heir = cases.Handover, p.Function(t.Area, s.To)
	}
	return t.moved(p.BeginClosing(ctx, p.lead(t), t.of, t.course, how, t.heir))
}

func (p *player) close(ctx context.Context, t *tale, _ story.Step) error {
	err := t.moved(p.CloseCase(ctx, p.lead(t), t.of, t.course))
	t.leader = id.Function(or(string(t.heir), string(t.leader)))
	return err
}

func (p *player) reopen(ctx context.Context, t *tale, s story.Step) error {
	t.heir = ""
	return t.moved(p.ReopenCase(ctx, p.lead(t), t.of, t.course, s.Words))
}
