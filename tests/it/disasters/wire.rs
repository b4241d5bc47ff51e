//! A wire between one bot and Telegram that tells how many messages went over it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use safe_migration_bot::ops::tasks::Tasks;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

/// One wire; it ends with the test.
pub struct Wire {
    /// Where the bot finds Telegram.
    pub url: String,
    messages: Arc<AtomicUsize>,
}

impl Wire {
    /// A wire to this Telegram.
    pub async fn to(telegram: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let messages = Arc::new(AtomicUsize::new(0));
        let (tasks, counter) = (Tasks::new(), messages.clone());
        tasks.clone().spawn(async move {
            while let Ok((bot, _)) = listener.accept().await {
                let counter = counter.clone();
                tasks
                    .spawn(async move { carry(bot, telegram, &counter).await.unwrap_or_default() });
            }
        });
        Self { url, messages }
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
