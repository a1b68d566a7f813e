//! What other threads tell the loop. The loop waits for the keyboard and for them at once, so each message rings a bell
//! that can be waited for like a file.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::Errno;

use super::Message;

/// Messages that may wait.
const QUEUE: usize = 1024;

/// The end of the other threads.
#[derive(Debug, Clone)]
pub struct Outbox {
    messages: SyncSender<Message>,
    bell: Arc<OwnedFd>,
}

/// The end of the loop.
#[derive(Debug)]
pub struct Inbox {
    messages: Receiver<Message>,
    bell: Arc<OwnedFd>,
}

/// Both ends.
pub fn inbox() -> std::io::Result<(Outbox, Inbox)> {
    let (to, messages) = sync_channel(QUEUE);
    let bell = Arc::new(eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
    Ok((Outbox { messages: to, bell: bell.clone() }, Inbox { messages, bell }))
}

impl Outbox {
    /// Sends a message; whether it is still wanted.
    pub fn send(&self, message: Message) -> bool {
        // A bell that has rung so often that it cannot ring again is heard all the same.
        self.messages.send(message).is_ok()
            && matches!(rustix::io::write(&*self.bell, &1u64.to_ne_bytes()), Ok(_) | Err(Errno::AGAIN))
    }
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Woken {
    /// The keyboard has something to read, or is gone.
    pub keyboard: bool,
    /// Messages may have come.
    pub messages: bool,
}

/// Which ends have something, once one of them has or the time is over.
fn woken<const N: usize>(ends: &mut [PollFd<'_>; N], limit: Option<Duration>) -> [bool; N] {
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    // A signal that interrupts it comes as a message; whoever waits for a time looks at the clock again.
    let _ = poll(ends, limit.as_ref());
    std::array::from_fn(|at| ends.get(at).is_some_and(|end| !end.revents().is_empty()))
}

impl Inbox {
    /// Sleeps until there is something to read at the keyboard, a message comes, or the time is over.
    pub fn wait(&self, keyboard: BorrowedFd<'_>, limit: Option<Duration>) -> Woken {
        let keyboard = PollFd::from_borrowed_fd(keyboard, PollFlags::IN);
        let [messages, keyboard] = woken(&mut [PollFd::new(&*self.bell, PollFlags::IN), keyboard], limit);
        Woken { keyboard, messages }
    }

    /// Sleeps until a message comes or the time is over; what is at the keyboard waits.
    pub fn wait_for_messages(&self, limit: Option<Duration>) -> Woken {
        let [messages] = woken(&mut [PollFd::new(&*self.bell, PollFlags::IN)], limit);
        Woken { keyboard: false, messages }
    }

    /// The messages that have come.
    pub fn take(&self) -> impl Iterator<Item = Message> + '_ {
        // First the bell: what comes from now on rings again.
        let _ = rustix::io::read(self.bell.as_fd(), &mut [0; 8]);
        self.messages.try_iter()
    }

    /// The next message, within a time.
    pub fn next(&self, limit: Duration) -> Result<Message, RecvTimeoutError> {
        self.messages.recv_timeout(limit)
    }
}
