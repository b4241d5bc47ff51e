//! One port for everything: the Bot API, the page, the page's control.
//!
//! The page and its control answer this computer's own names only, so that no web site can reach them
//! through a name that points here; nothing in the page comes from anywhere else.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::handle::WorldHandle;
use super::line::{Knife, Switchboard};
use super::scene::Scene;
use super::world::TOKEN;
use super::{api, control, limits, webhook};

const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
/// Room for the form around a file of the allowed size.
const FORM_BYTES: usize = 1024 * 1024;

/// A running local Telegram.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    world: WorldHandle,
    beside: Beside,
    running: Mutex<Option<Running>>,
}

/// Pages of somebody else's, served under a path beside the page: this room does not know what they show.
#[derive(Debug, Clone, Default)]
pub struct Beside(Option<(&'static str, Router)>);

impl Beside {
    /// Pages under a path such as `/editors`.
    pub fn under(path: &'static str, pages: Router) -> Self {
        Self(Some((path, pages)))
    }
}

#[derive(Debug)]
struct Running {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    /// Starts on an address; port 0 takes any free one.
    pub async fn start(address: SocketAddr, scene: Scene) -> io::Result<Self> {
        Self::with_pages(address, scene, Beside::default()).await
    }

    /// Starts on an address with pages beside its own, for the same computer only.
    pub async fn with_pages(address: SocketAddr, scene: Scene, beside: Beside) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let world = scene.world;
        let running = run(listener, address, &world, &beside);
        Ok(Self {
            address,
            world,
            beside,
            running: Mutex::new(Some(running)),
        })
    }

    /// Where the Bot API and the page are: `http://127.0.0.1:12345`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The bot's token.
    pub const fn token(&self) -> &'static str {
        TOKEN
    }

    /// The world behind it.
    pub fn world(&self) -> WorldHandle {
        self.world.clone()
    }

    /// Breaks every connection and frees the port; the world stays. Stopping twice does nothing.
    pub async fn stop(&self) {
        let running = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(running) = running {
            running.stop.cancel();
            running.tasks.wait().await;
        }
    }

    /// Listens again on the same address, after [`Server::stop`].
    pub async fn resume(&self) -> io::Result<()> {
        self.stop().await;
        let listener = TcpListener::bind(self.address).await?;
        let running = run(listener, self.address, &self.world, &self.beside);
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(running) = self
            .running
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            running.stop.cancel();
        }
    }
}

fn run(
    listener: TcpListener,
    address: SocketAddr,
    world: &WorldHandle,
    beside: &Beside,
) -> Running {
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let service = router(address.ip(), world.clone(), beside.clone())
        .into_make_service_with_connect_info::<Knife>();
    let lines = Switchboard::new(listener, stop.child_token());
    let stopped = stop.clone();
    tasks.spawn(async move {
        tokio::select! {
            result = axum::serve(lines, service).into_future() => {
                if let Err(error) = result {
                    tracing::error!(%error, "The local Telegram has stopped");
                }
            }
            () = stopped.cancelled() => {}
        }
    });
    tasks.spawn(webhook::push(world.clone(), stop.clone()));
    tasks.close();
    Running { stop, tasks }
}

fn router(ip: IpAddr, world: WorldHandle, beside: Beside) -> Router {
    let mut page = control::routes()
        .route(
            "/",
            get(|| asset("text/html; charset=utf-8", include_str!("page/index.html"))),
        )
        .route(
            "/app.css",
            get(|| asset("text/css; charset=utf-8", include_str!("page/app.css"))),
        )
        .merge(scripts());
    if let Beside(Some((path, pages))) = beside {
        page = page.nest_service(path, pages);
    }
    page.layer(from_fn_with_state(ip, guard))
        .fallback(api::answer)
        .layer(DefaultBodyLimit::max(limits::UPLOAD_BYTES + FORM_BYTES))
        .with_state(world)
}

/// The page's modules, by the names they call each other.
const SCRIPTS: [(&str, &str); 11] = [
    ("/app.js", include_str!("page/app.js")),
    ("/column.js", include_str!("page/column.js")),
    ("/acts.js", include_str!("page/acts.js")),
    ("/menus.js", include_str!("page/menus.js")),
    ("/scene.js", include_str!("page/scene.js")),
    ("/state.js", include_str!("page/state.js")),
    ("/message.js", include_str!("page/message.js")),
    ("/parts.js", include_str!("page/parts.js")),
    ("/dom.js", include_str!("page/dom.js")),
    ("/dialogs.js", include_str!("page/dialogs.js")),
    ("/api.js", include_str!("page/api.js")),
];

fn scripts() -> Router<WorldHandle> {
    SCRIPTS
        .into_iter()
        .fold(Router::new(), |routes, (path, text)| {
            let script = move || asset("text/javascript; charset=utf-8", text);
            routes.route(path, get(script))
        })
}

#[expect(clippy::unused_async, reason = "a route is a future")]
async fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind)], text).into_response()
}

/// Lets this computer's own names in, and seals what goes out.
async fn guard(State(ip): State<IpAddr>, request: Request, next: Next) -> Response {
    if !is_own(request.headers(), ip) {
        return (
            StatusCode::FORBIDDEN,
            "This page is for this computer only.\n",
        )
            .into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The Host must be a name of this computer, and the Origin, where a browser sends one, the very same.
fn is_own(headers: &HeaderMap, ip: IpAddr) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(HOST) else { return false };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    let name = name.trim_start_matches('[').trim_end_matches(']');
    let own = name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<IpAddr>()
            .is_ok_and(|named| named.is_loopback() || (named == ip && !ip.is_unspecified()));
    own && text(ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        is_own(&headers, "127.0.0.1".parse().unwrap())
    }

    #[test]
    fn only_names_of_this_computer_are_let_in() {
        assert!(own("127.0.0.1:8080", None));
        assert!(own("localhost:8080", Some("http://localhost:8080")));
        assert!(own("[::1]:8080", None));
        assert!(!own("evil.example:8080", None));
        assert!(!own("127.0.0.1.evil.example", None));
        assert!(!own("127.0.0.1:8080", Some("http://evil.example")));
        assert!(!own("127.0.0.1:8080", Some("http://127.0.0.1:9090")));
        assert!(!own("127.0.0.1:8080", Some("null")));
    }
}
