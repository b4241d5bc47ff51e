//! What teloxide makes of this server: it must read everything.

use teloxide::prelude::*;
use teloxide::types::{
    ChatId as Id, ChatMemberKind, InputFile, MessageKind, ParseMode, UpdateKind, UserId,
};

use super::*;

fn client(b: &Bench) -> Bot {
    Bot::with_client(b.server.token(), b.http.clone()).set_api_url(b.server.url().parse().unwrap())
}

#[tokio::test]
async fn teloxide_calls_and_reads_the_answers() {
    let b = Bench::new().await;
    let bot = client(&b);
    let (chat, (forum, _)) = (Id(b.olena().0), b.forum());
    let own = UserId(u64::try_from(BOT).unwrap());
    assert_eq!(bot.get_me().await.unwrap().user.id, own);
    let sent = bot
        .send_message(chat, "<i>x</i>")
        .parse_mode(ParseMode::Html)
        .await
        .unwrap();
    assert_eq!(sent.text(), Some("x"));
    bot.edit_message_text(chat, sent.id, "y").await.unwrap();
    assert!(bot.get_chat(Id(forum.0)).await.unwrap().is_supergroup());
    let me = bot.get_chat_member(Id(forum.0), own).await.unwrap();
    assert!(matches!(&me.kind, ChatMemberKind::Administrator(admin) if admin.can_manage_topics));
    let leaflet = InputFile::memory(&b"leaflet"[..]).file_name("leaflet.pdf");
    let document = bot
        .send_document(chat, leaflet)
        .caption("Read me")
        .await
        .unwrap();
    let document = document.document().unwrap();
    assert_eq!(document.file_name.as_deref(), Some("leaflet.pdf"));
    bot.send_document(chat, InputFile::file_id(document.file.id.clone()))
        .await
        .unwrap();
    bot.copy_message(Id(forum.0), chat, sent.id).await.unwrap();
    bot.create_forum_topic(Id(forum.0), "K-1").await.unwrap();
    b.world.block(AccountId(chat.0), true).unwrap();
    let refused = bot.send_message(chat, "x").await.unwrap_err();
    assert!(
        matches!(
            refused,
            teloxide::RequestError::Api(teloxide::ApiError::BotBlocked)
        ),
        "{refused:?}"
    );
    b.no_violations();
}

#[tokio::test]
async fn teloxide_reads_every_update() {
    let b = Bench::new().await;
    let bot = client(&b);
    let (olena, (forum, marta)) = (b.olena(), b.forum());
    let topic = bot
        .create_forum_topic(Id(forum.0), "K-1")
        .await
        .unwrap()
        .thread_id
        .0
        .0;
    let place = Place::topic(forum, MessageId(topic.into()));
    let words = b.world.write(marta, place, "hello").unwrap();
    b.world
        .write(marta, place.replying(words), "https://example.org @olena")
        .unwrap();
    for kind in MediaKind::ALL {
        b.world
            .send(
                olena,
                Place::chat(olena.private_chat()),
                kind,
                &Attachment::default(),
            )
            .unwrap();
    }
    b.world.edit(marta, forum, words, "hello again").unwrap();
    b.world
        .press_data(olena, olena.private_chat(), MessageId(3), "x")
        .unwrap();
    b.world.block(olena, true).unwrap();
    let updates = b.world.updates();
    assert!(updates.len() > 18);
    for update in updates {
        let read: Update = serde_json::from_str(&update.to_string()).unwrap();
        assert!(!matches!(read.kind, UpdateKind::Error(_)), "{update}");
        if let UpdateKind::Message(message) = &read.kind {
            assert!(!matches!(message.kind, MessageKind::Empty {}), "{update}");
        }
    }
}
