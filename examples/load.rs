use kiosk::tutor::*; use kiosk::tutor::record::*; use kiosk::time::*;
fn main(){ let l = kiosk::lesson::Library::from_folder(std::path::Path::new("lessons")); for f in &l.findings { print!("{f}"); }
 for x in &l.library.lessons { println!("== {}", x.id);
  let mut now = Moment{wall:Timestamp(0),mono:0};
  let (mut s, _) = Session::new(x.clone(), Mode::Solo, 1, now);
  let mut n=0;
  while let Some(m) = s.next().cloned() { n+=1; now.mono+=1000;
    let p = kiosk::tutor::plan::Planner::new(x, s.step_index()).plan(s.state()).unwrap();
    println!("{n} [{}] left {} exp {} {:?} {:?}", s.step().unwrap().id, p.moves.len(), p.expansions, m.action, m.wanted.as_ref().map(|w| s.planned_text(w)));
    for note in s.play(&m, now) { if let Note::Step(r)=note { println!("   step {:?} {:?} d{} m{}", r.step_id, r.outcome, r.detours, r.mistakes); } else { println!("   {note:?}"); } } if n>60 {break} }
  println!("finished {:?}", s.finished());
 } }
