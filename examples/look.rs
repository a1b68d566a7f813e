use kiosk::app::*; use kiosk::tutor::record::*; use kiosk::time::*; use kiosk::i18n::Lang; use kiosk::typing::*;
use ratatui::{buffer::Buffer, layout::Rect};
fn show(k:&Kiosk){ let (w,h)=k.size; let area=Rect::new(0,0,w,h); let mut b=Buffer::empty(area); let c=kiosk::ui::draw(k,area,&mut b); 
 for y in 0..h { let mut s=String::new(); for x in 0..w { s.push_str(b[(x,y)].symbol()); } println!("|{}|", s);} println!("cursor {c:?}"); }
fn main(){ let a:Vec<String>=std::env::args().collect(); let w:u16=a[1].parse().unwrap(); let h:u16=a[2].parse().unwrap();
 let mut k=Kiosk::new(Settings{lang:Lang::Vi,method:Method::Telex,style:Style::Old},1); let mut now=Moment{wall:Timestamp(1_795_000_000_000),mono:0};
 k.update(Event::Resize(w,h),now); k.update(Event::Library(std::sync::Arc::new(kiosk::lesson::Library::built_in().library),0),now);
 show(&k);
 for word in a[3].split_whitespace() { now.mono+=1000; let key=match word {"E"=>Key::Enter,"D"=>Key::Down,"U"=>Key::Up,"X"=>Key::Escape,"F1"=>Key::F(1),"F2"=>Key::F(2),"F3"=>Key::F(3),"F4"=>Key::F(4),"F5"=>Key::F(5),"F10"=>Key::F(10),"show"=>{show(&k);continue}, "tick"=>{ if let Some(d)=k.deadline(){now.mono=d.max(now.mono);} k.update(Event::Tick,now); continue}, t=>{ for c in t.chars(){ k.update(Event::Key(Key::Char(if c=='_' {' '} else {c})),now);} continue} }; let e=k.update(Event::Key(key),now); for x in e { println!("-> {x:?}"); if let Effect::Begin{attempt,..}=x { k.update(Event::Begun{attempt,slip:"K7Q2".into()},now);} else if let Effect::Step{attempt,result}=x { k.update(Event::StepSaved{attempt,position:result.position},now);} } }
 show(&k);
}
