//! Files, albums, sticker sets.

use reqwest::multipart::{Form, Part};

use super::*;

async fn upload(b: &Bench, method: &str, form: Form) -> Value {
    b.http
        .post(b.method(method))
        .multipart(form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

fn pdf() -> Part {
    Part::bytes(b"%PDF-".to_vec())
        .file_name("a.pdf")
        .mime_str("application/pdf")
        .unwrap()
}

#[tokio::test]
async fn a_file_is_uploaded_once_and_then_sent_by_its_id() {
    let b = Bench::new().await;
    let olena = b.olena();
    let form = Form::new()
        .text("chat_id", olena.to_string())
        .text("caption", "<b>x</b>");
    let sent = upload(
        &b,
        "sendDocument",
        form.text("parse_mode", "HTML").part("document", pdf()),
    )
    .await;
    let document = &sent["result"]["document"];
    assert_eq!(document["file_name"], "a.pdf", "{sent}");
    assert_eq!(sent["result"]["caption"], "x");
    let id = document["file_id"].as_str().unwrap();
    b.ok("sendDocument", json!({"chat_id": olena, "document": id}))
        .await;
    let wrong = "Bad Request: can't use file of type Document as Photo";
    b.no("sendPhoto", json!({"chat_id": olena, "photo": id}), wrong)
        .await;
    let unknown = "Bad Request: wrong remote file identifier specified";
    b.no(
        "sendDocument",
        json!({"chat_id": olena, "document": "BQACunknown"}),
        unknown,
    )
    .await;
    let path = b.ok("getFile", json!({"file_id": id})).await["file_path"]
        .as_str()
        .unwrap()
        .to_owned();
    let url = format!("{}/file/bot{}/{path}", b.server.url(), b.server.token());
    let bytes = b.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(&bytes[..], b"%PDF-");
}

#[tokio::test]
async fn a_caption_holds_1024_units_and_a_photo_10_megabytes() {
    let b = Bench::new().await;
    let olena = b.olena();
    let form = || Form::new().text("chat_id", olena.to_string());
    let long = upload(
        &b,
        "sendDocument",
        form()
            .text("caption", "x".repeat(1025))
            .part("document", pdf()),
    )
    .await;
    assert_eq!(
        long["description"],
        "Bad Request: message caption is too long"
    );
    let big = Part::bytes(vec![0; 10 * 1024 * 1024 + 1]).file_name("big.jpg");
    let big = upload(&b, "sendPhoto", form().part("photo", big)).await;
    assert_eq!(big["error_code"], 413);
    let no_picture = upload(&b, "sendPhoto", form().part("photo", pdf())).await;
    assert_eq!(
        no_picture["description"],
        "Bad Request: IMAGE_PROCESS_FAILED"
    );
    let lost = upload(&b, "sendDocument", form().part("docment", pdf())).await;
    assert!(
        lost["description"]
            .as_str()
            .unwrap()
            .contains("belongs to no parameter"),
        "{lost}"
    );
}

#[tokio::test]
async fn albums_are_sent_by_attached_files() {
    let b = Bench::new().await;
    let olena = b.olena();
    let item = |kind: &str, name: &str| json!({"type": kind, "media": format!("attach://{name}")});
    let form = |media: Value| {
        let form = Form::new()
            .text("chat_id", olena.to_string())
            .text("media", media.to_string());
        form.part("one", pdf()).part("two", pdf())
    };
    let png = || {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02";
        Part::bytes(head.to_vec()).file_name("two.png")
    };
    let sent = upload(
        &b,
        "sendMediaGroup",
        form(json!([item("document", "one"), item("document", "two")])),
    )
    .await;
    let items = sent["result"].as_array().unwrap();
    assert_eq!(items[0]["media_group_id"], items[1]["media_group_id"]);
    let mixed = upload(
        &b,
        "sendMediaGroup",
        Form::new()
            .text("chat_id", olena.to_string())
            .text(
                "media",
                json!([item("document", "one"), item("photo", "two")]).to_string(),
            )
            .part("one", pdf())
            .part("two", png()),
    )
    .await;
    assert_eq!(
        mixed["description"],
        "Bad Request: Document can't be mixed with other media types"
    );
}

/// The head of a square PNG: nobody here looks further.
fn picture(side: u32) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    [head.as_slice(), &side.to_be_bytes(), &side.to_be_bytes()].concat()
}

#[tokio::test]
async fn sticker_sets_are_found_or_made() {
    let b = Bench::new().await;
    let olena = b.olena();
    b.world.add_sticker_set("pack", "Pack");
    let set = b.ok("getStickerSet", json!({"name": "pack"})).await;
    b.ok(
        "sendSticker",
        json!({"chat_id": olena, "sticker": set["stickers"][0]["file_id"]}),
    )
    .await;
    b.no(
        "getStickerSet",
        json!({"name": "none"}),
        "Bad Request: STICKERSET_INVALID",
    )
    .await;
    let name = format!(
        "pack_by_{}",
        b.ok("getMe", json!({})).await["username"].as_str().unwrap()
    );
    let stickers = json!([{"sticker": "attach://s", "format": "static", "emoji_list": ["❤"]}]);
    let form = |name: &str| {
        let form = Form::new()
            .text("user_id", olena.to_string())
            .text("name", name.to_owned())
            .text("title", "Pack");
        form.text("stickers", stickers.to_string())
            .part("s", Part::bytes(picture(512)).file_name("s.png"))
    };
    assert_eq!(
        upload(&b, "createNewStickerSet", form(&name)).await["result"],
        true
    );
    assert_eq!(
        b.ok("getStickerSet", json!({"name": name})).await["stickers"][0]["emoji"],
        "❤"
    );
    let wrong = upload(&b, "createNewStickerSet", form("pack_by_nobody")).await;
    assert_eq!(
        wrong["description"],
        "Bad Request: invalid sticker set name is specified"
    );
}
