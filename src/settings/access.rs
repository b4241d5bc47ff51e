//! The bot alone, for commands that need no more: token and server.

use clap::Args;

use super::Token;

/// By which bot, at which server.
#[derive(Debug, Clone, Args)]
pub struct BotAccess {
    /// The bot's token from @BotFather.
    #[arg(long, env = "TELOXIDE_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Address of the Bot API server; Telegram's own if not given.
    #[arg(long, env = "TELOXIDE_API_URL")]
    api_url: Option<String>,
}

impl BotAccess {
    /// The token and the address, checked.
    ///
    /// # Errors
    /// What is wrong with either.
    pub fn check(&self) -> Result<(Token, Option<url::Url>), String> {
        let token = Token::new(self.token.clone().unwrap_or_default());
        if !token.has_the_right_shape() {
            return Err(
                "TELOXIDE_TOKEN is missing or has the wrong shape: it is the line @BotFather gives you, such as `123456789:AA…`"
                    .to_owned(),
            );
        }
        let url = self.api_url.as_deref().map(str::parse).transpose();
        let url = url.map_err(|_| {
            "TELOXIDE_API_URL is no address; it looks like `https://host[:port]`".to_owned()
        })?;
        Ok((token, url))
    }
}
