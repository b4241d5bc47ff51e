//! Sticker packs are published, brought up to date and finished after a crash, against the strict
//! local Telegram.

use std::path::PathBuf;

use safe_migration_bot::content::Content;
use safe_migration_bot::preview::{AccountId, Fault, Scene, Server, TOKEN};
use safe_migration_bot::stickers::{Drawn, draw};
use safe_migration_bot::telegram::stickers::{Changes, NotPublished, Pack, Publisher, Records};

struct Shop {
    server: Server,
    folder: tempfile::TempDir,
    owner: AccountId,
    bot: String,
}

impl Shop {
    /// A Telegram without packs, and an owner who has pressed START.
    async fn new() -> Self {
        let address = "127.0.0.1:0".parse().unwrap();
        let server = Server::start(address, Scene::empty()).await.unwrap();
        let owner = server.world().add_person("Owner", None, None, Some("en"));
        server.world().start(owner, None).unwrap();
        let bot = server.world().look(|world| world.bot().username.clone());
        Self {
            server,
            folder: tempfile::tempdir().unwrap(),
            owner,
            bot,
        }
    }

    fn record(&self) -> PathBuf {
        self.folder.path().join("data/stickers.json")
    }

    fn pack(&self, stickers: &[&Drawn]) -> Pack {
        Pack {
            name: format!("tips_en_by_{}", self.bot),
            title: "Tips".to_owned(),
            stickers: stickers.iter().map(|sticker| (*sticker).clone()).collect(),
        }
    }

    async fn publisher(&self, owner: i64) -> Publisher {
        let url = self.server.url().parse().unwrap();
        let owner = u64::try_from(owner).unwrap();
        Publisher::connect(TOKEN, Some(url), owner).await.unwrap().0
    }

    /// A run of its own: nothing is remembered but what stands in the record.
    async fn publishes(&self, pack: &Pack) -> Result<Changes, NotPublished> {
        let mut records = Records::open(&self.record()).unwrap();
        let publisher = self.publisher(self.owner.0).await;
        publisher.publish(pack, &mut records).await
    }

    /// Calls that change something, since the beginning.
    fn changes(&self) -> Vec<String> {
        let calls = self.server.world().calls().into_iter();
        let methods = calls.map(|call| call.method.to_string());
        methods
            .filter(|method| {
                method.contains("Sticker")
                    && !method.starts_with("get")
                    && !method.starts_with("upload")
            })
            .collect()
    }

    /// The emoji of the pack, in order: these stickers are told apart by them.
    fn emoji(&self) -> String {
        let name = format!("tips_en_by_{}", self.bot);
        self.server.world().look(|world| {
            let set = world.sticker_set(&name).unwrap();
            set.stickers
                .iter()
                .map(|(_, emoji)| emoji.as_str())
                .collect()
        })
    }
}

fn drawn() -> Vec<Drawn> {
    let content = Content::embedded().unwrap();
    let mut stickers = draw(&content, &"en".parse().unwrap()).unwrap();
    for (sticker, emoji) in stickers.iter_mut().zip(["🅰", "🅱", "🌊", "🌙", "🔆"]) {
        sticker.emoji = vec![emoji.to_owned()];
    }
    stickers
}

fn done(made: bool, steps: usize) -> Changes {
    Changes {
        made,
        titled: false,
        steps,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn published_twice_nothing_changes_and_what_differs_is_all_that_changes() {
    let shop = Shop::new().await;
    let all = drawn();
    let [a, b, c, d, e] = [&all[0], &all[1], &all[2], &all[3], &all[4]];
    let pack = shop.pack(&[a, b, c]);
    assert_eq!(shop.publishes(&pack).await.unwrap(), done(true, 0));
    assert_eq!(shop.publishes(&pack).await.unwrap(), done(false, 0));
    assert_eq!(shop.changes(), ["createNewStickerSet"]);

    assert_eq!(
        shop.publishes(&shop.pack(&[a, d, c])).await.unwrap(),
        done(false, 1)
    );
    assert_eq!(shop.changes()[1..], ["replaceStickerInSet"]);
    assert_eq!(shop.emoji(), "🅰🌙🌊");

    assert_eq!(
        shop.publishes(&shop.pack(&[c, a, d])).await.unwrap(),
        done(false, 1)
    );
    assert_eq!(shop.changes()[2..], ["setStickerPositionInSet"]);
    assert_eq!(
        shop.publishes(&shop.pack(&[c, a])).await.unwrap(),
        done(false, 1)
    );
    assert_eq!(shop.changes()[3..], ["deleteStickerFromSet"]);
    let mut other = shop.pack(&[c, a, e]);
    other.stickers[1].emoji = vec!["🚗".to_owned()];
    other.title = "Other tips".to_owned();
    let changes = shop.publishes(&other).await.unwrap();
    assert_eq!((changes.titled, changes.steps), (true, 2));
    assert_eq!(
        shop.changes()[4..],
        [
            "setStickerSetTitle",
            "setStickerEmojiList",
            "addStickerToSet"
        ]
    );
    assert_eq!(shop.emoji(), "🌊🚗🔆");
    assert_eq!(shop.publishes(&other).await.unwrap(), done(false, 0));
    assert_eq!(shop.server.world().violations(), Vec::<String>::new());
}

/// The answer of a call is lost and the run ends, as if it had been killed there: the next run
/// finds what had happened and does only the rest.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cut_off_goes_on_where_it_stopped() {
    let all = drawn();
    for (fault, repeated) in [(Fault::DropAfter, 0), (Fault::DropBefore, 1)] {
        let shop = Shop::new().await;
        let first = shop.pack(&[&all[0], &all[1], &all[2]]);
        shop.server
            .world()
            .script("createNewStickerSet", [fault.clone()]);
        assert!(shop.publishes(&first).await.is_err());
        assert_eq!(
            shop.publishes(&first).await.unwrap(),
            done(repeated == 1, 0)
        );

        let second = shop.pack(&[&all[3], &all[4], &all[2]]);
        shop.server
            .world()
            .script("replaceStickerInSet", [fault.clone()]);
        assert!(shop.publishes(&second).await.is_err());
        assert_eq!(
            shop.publishes(&second).await.unwrap(),
            done(false, 1 + repeated)
        );
        assert_eq!(shop.emoji(), "🌙🔆🌊");
        assert_eq!(shop.publishes(&second).await.unwrap(), done(false, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_record_all_is_sent_anew_and_with_it_patience_is_kept() {
    let shop = Shop::new().await;
    let all = drawn();
    let pack = shop.pack(&[&all[0], &all[1]]);
    shop.server
        .world()
        .script("createNewStickerSet", [Fault::TooManyRequests(1)]);
    assert_eq!(shop.publishes(&pack).await.unwrap(), done(true, 0));
    std::fs::remove_file(shop.record()).unwrap();
    assert_eq!(shop.publishes(&pack).await.unwrap(), done(false, 2));
    assert_eq!(shop.emoji(), "🅰🅱");
    std::fs::write(shop.record(), "no record").unwrap();
    let broken = Records::open(&shop.record()).unwrap_err().to_string();
    assert!(broken.contains("every sticker is sent anew"), "{broken}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_done_is_told_and_strangers_are_named() {
    let shop = Shop::new().await;
    let all = drawn();
    let pack = shop.pack(&[&all[0], &all[1]]);
    let publisher = shop.publisher(shop.owner.0).await;
    let mut records = Records::open(&shop.record()).unwrap();
    assert_eq!(
        publisher.look(&pack, &records).await.unwrap(),
        done(true, 0)
    );
    let stranger = shop.publisher(77).await;
    let error = stranger.publish(&pack, &mut records).await.unwrap_err();
    assert!(matches!(error, NotPublished::Owner(77)), "{error}");
    assert!(error.to_string().contains("presses START"), "{error}");
    publisher.publish(&pack, &mut records).await.unwrap();
    let before = shop.changes();
    let wider = shop.pack(&[&all[0], &all[2], &all[1]]);
    assert_eq!(
        publisher.look(&wider, &records).await.unwrap(),
        done(false, 2)
    );
    assert_eq!(shop.changes(), before, "looking changes nothing");
}
