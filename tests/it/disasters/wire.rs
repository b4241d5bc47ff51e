//! A wire between one bot and Telegram that tells how many messages went over it, and can be cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use safe_migration_bot::ops::tasks::Tasks;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// One wire; it ends with the test.
pub struct Wire {
    /// Where the bot finds Telegram.
    pub url: String,
    messages: Arc<AtomicUsize>,
    is_whole: watch::Sender<bool>,
}

impl Wire {
    /// A wire to this Telegram.
    pub async fn to(telegram: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let messages = Arc::new(AtomicUsize::new(0));
        let is_whole = watch::Sender::new(true);
        let (tasks, counter, whole) = (Tasks::new(), messages.clone(), is_whole.clone());
        tasks.clone().spawn(async move {
            while let Ok((bot, _)) = listener.accept().await {
                let (counter, mut whole) = (counter.clone(), whole.subscribe());
                tasks.spawn(async move {
                    let is_cut = async { drop(whole.wait_for(|whole| !whole).await) };
                    tokio::select! {
                        () = is_cut => {}
                        carried = carry(bot, telegram, &counter) => carried.unwrap_or_default(),
                    }
                });
            }
        });
        Self {
            url,
            messages,
            is_whole,
        }
    }

    /// What is under way breaks off, and nothing goes through until it is mended.
    pub fn is_cut(&self) {
        self.is_whole.send_replace(false);
    }

    pub fn is_mended(&self) {
        self.is_whole.send_replace(true);
    }

    /// Messages this bot has sent or tried to send.
    pub fn messages(&self) -> usize {
        self.messages.load(Ordering::SeqCst)
    }
}

async fn carry(
    bot: TcpStream,
    telegram: SocketAddr,
    messages: &AtomicUsize,
) -> std::io::Result<()> {
    let (mut from_bot, mut to_bot) = bot.into_split();
    let (mut from_telegram, mut to_telegram) = TcpStream::connect(telegram).await?.into_split();
    let forth = async {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            let count = from_bot.read(&mut bytes).await?;
            if count == 0 {
                return to_telegram.shutdown().await;
            }
            // A request begins with the name of its method.
            let sends = |name: &[u8]| bytes[..count].windows(name.len()).any(|part| part == name);
            if sends(b"/SendMessage ") || sends(b"/SendDocument ") {
                messages.fetch_add(1, Ordering::SeqCst);
            }
            to_telegram.write_all(&bytes[..count]).await?;
        }
    };
    let back = copy(&mut from_telegram, &mut to_bot);
    tokio::select! {
        done = forth => done,
        done = back => done.map(drop),
    }
}
