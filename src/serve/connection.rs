//! Connections and their limits: a client that is slow, silent or broken takes one place for a
//! bounded time, and the others wait for a place outside our memory.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::routing::get;
use axum::{Router, middleware};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Sleep, sleep};

use super::preview::Preview;
use super::{answer, live};

/// Most bytes of a request's head; browsers send about 1 KiB.
const HEAD_BYTES: usize = 16 << 10;

/// Most header fields of a request.
const HEADERS: usize = 100;

/// Wait after the system refused a connection, usually because it has no more file descriptors.
const RECOVER: Duration = Duration::from_millis(50);

/// Limits of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many there may be at a time.
    pub connections: usize,
    /// How many of them may be streams of events: one for each open page.
    pub streams: usize,
    /// How long a request may take to arrive, and a connection to stay without one.
    pub head: Duration,
    /// How long a client may take nothing of an answer.
    pub stall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        // Less than half of the 1,024 file descriptors that many systems give a program.
        Self { connections: 480, streams: 64, head: Duration::from_secs(5), stall: Duration::from_secs(20) }
    }
}

impl Preview {
    /// All answers.
    fn router(&self) -> Router {
        let shared = Arc::clone(&self.shared);
        Router::new()
            .route("/__kb/events", get(live::events))
            .route("/__kb/state.js", get(live::state))
            .route("/__kb/diagnostics", get(live::diagnostics))
            .route("/__kb/reload.js", get(live::script))
            .route("/__kb/overlay.css", get(live::style))
            .fallback(answer::file)
            .layer(middleware::from_fn_with_state(Arc::clone(&shared), answer::guard))
            .with_state(shared)
    }

    /// Answers requests until `shutdown` is ready; then all connections end.
    pub async fn run(self, listener: TcpListener, mut shutdown: impl Future<Output = ()> + Unpin) {
        let router = self.router();
        let limits = self.shared.limits;
        let places = Arc::new(Semaphore::new(limits.connections));
        let mut connections = JoinSet::new();
        loop {
            let next = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (place, listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                () = &mut shutdown => break,
                next = next => next,
            };
            match accepted {
                Ok((stream, _)) => {
                    let router = router.clone();
                    connections.spawn(async move {
                        let _place = place;
                        talk(stream, router, limits).await;
                    });
                }
                Err(_) => sleep(RECOVER).await,
            }
            while connections.try_join_next().is_some() {}
        }
        connections.shutdown().await;
    }
}

/// Answers the requests of one connection.
async fn talk(stream: TcpStream, router: Router, limits: Limits) {
    // Small answers go out at once; without this they may wait for 40 ms.
    let _ = stream.set_nodelay(true);
    let stream = TokioIo::new(Impatient::new(stream, limits.stall));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS)
        .serve_connection(stream, TowerToHyperService::new(router));
    // An error is the client's: it left, or what it sent is no HTTP.
    let _ = connection.await;
}

/// A connection that ends when the client takes nothing for too long.
struct Impatient<S> {
    stream: S,
    limit: Duration,
    /// Runs while the client takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S: AsyncWrite + Unpin> Impatient<S> {
    fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, stalled: None }
    }

    /// Starts or stops the clock, as a write went.
    fn timed(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let limit = self.limit;
        let clock = self.stalled.get_or_insert_with(|| Box::pin(sleep(limit)));
        clock.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Impatient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Impatient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.timed(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.timed(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
