//! Disks that are full or read-only, and permissions that go away.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use kb::diag::Code;
use kb::io::PublishError;
use tempfile::TempDir;

use crate::support::{is_root, names, put, site, skipped, version, whole_version};

/// User and group without rights.
const NOBODY: u32 = 65534;

/// Runs a test of this binary in a process without root's rights, with `dir` in `KB_TEST_DIR`.
/// Gives whether it passed, and what it said.
pub(crate) fn as_nobody(test: &str, dir: &Path) -> (bool, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--ignored"]).env("KB_TEST_DIR", dir).current_dir("/");
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    match command.output() {
        Ok(output) => (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(e) => {
            skipped(&format!("{test} as another user: {e}"));
            (true, String::new())
        }
    }
}

/// A small disk in memory that is taken away at the end.
struct Disk {
    dir: TempDir,
}

impl Disk {
    fn new(options: &str) -> Option<Self> {
        let dir = TempDir::new().unwrap();
        let mounted = is_root()
            && Command::new("mount")
                .args(["-t", "tmpfs", "-o", options, "tmpfs"])
                .arg(dir.path())
                .status()
                .is_ok_and(|s| s.success());
        if !mounted {
            skipped(&format!("a disk with {options} (needs the right to mount)"));
        }
        mounted.then_some(Self { dir })
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn remount(&self, options: &str) {
        let status =
            Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(self.path()).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.dir.path()).status();
    }
}

fn detail(error: PublishError) -> String {
    assert_eq!(error.diagnostic().code, Code::OutputNotWritable);
    match error {
        PublishError::NotWritable { detail, .. } => detail,
        PublishError::NotOurs { path } => panic!("{}", path.display()),
    }
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let Some(disk) = Disk::new("size=1m") else { return };
    let out = disk.path().join("public");
    put(&version(1), disk.path(), &out).unwrap();
    let big = "x".repeat(300 << 10);
    let files: Vec<(String, &str)> = (0..5).map(|i| (format!("{i}.html"), big.as_str())).collect();
    let error = put(&site(&files), disk.path(), &out).unwrap_err();
    assert_eq!(detail(error), "no space left on device");
    assert_eq!(whole_version(&out), 1);
    assert_eq!(names(disk.path()), ["public"], "the staging folder is gone, so the space is free again");
    put(&version(2), disk.path(), &out).unwrap();
    assert_eq!(whole_version(&out), 2);
}

#[test]
fn a_disk_without_room_for_names_leaves_the_old_site() {
    // Folders and hard links take inodes on such a disk: it fails at another step than a full one.
    for inodes in [155, 190, 220, 245] {
        let Some(disk) = Disk::new(&format!("nr_inodes={inodes}")) else { return };
        let out = disk.path().join("public");
        put(&version(1), disk.path(), &out).unwrap();
        let result = put(&version(2), disk.path(), &out);
        let error = result.expect_err("there are too few inodes for two sites");
        assert_eq!(detail(error), "no space left on device");
        assert_eq!(whole_version(&out), 1);
        assert_eq!(names(disk.path()), ["public"]);
    }
}

#[test]
fn a_read_only_disk_is_reported() {
    let Some(disk) = Disk::new("size=4m") else { return };
    let out = disk.path().join("public");
    put(&version(1), disk.path(), &out).unwrap();
    disk.remount("ro");
    assert_eq!(detail(put(&version(2), disk.path(), &out).unwrap_err()), "read-only file system");
    assert_eq!(whole_version(&out), 1);
    assert!(put(&version(1), disk.path(), &out).unwrap().unchanged(), "nothing to do is no error");
    disk.remount("rw");
    put(&version(2), disk.path(), &out).unwrap();
    assert_eq!(whole_version(&out), 2);
}

#[test]
fn a_mount_point_is_reported() {
    let Some(disk) = Disk::new("size=4m") else { return };
    let parent = disk.path().parent().unwrap();
    let error = put(&version(1), &parent.join("."), disk.path()).unwrap_err();
    // `/tmp` as the site's folder: the mount point lies inside it, which is allowed.
    assert_eq!(detail(error), "it is a mount point; name a folder inside it with --out");
    assert_eq!(names(disk.path()), [""; 0]);
}

fn open_to_all(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_read_only_parent_is_reported() {
    let dir = TempDir::new().unwrap();
    open_to_all(dir.path(), 0o777);
    let (ok, said) = as_nobody("faults::child_meets_read_only_folders", dir.path());
    assert!(ok, "{said}");
}

#[test]
#[ignore = "run by another test as another user"]
fn child_meets_read_only_folders() {
    let dir = PathBuf::from(std::env::var_os("KB_TEST_DIR").unwrap()).join("parent");
    let out = dir.join("public");
    fs::create_dir(&dir).unwrap();
    put(&version(1), &dir, &out).unwrap();
    for closed in [&dir, &out] {
        open_to_all(closed, 0o555);
        assert_eq!(detail(put(&version(2), &dir, &out).unwrap_err()), "permission denied");
        assert_eq!(whole_version(&out), 1);
        assert_eq!(names(&dir), ["public"]);
        open_to_all(closed, 0o755);
    }
    put(&version(2), &dir, &out).unwrap();
    assert_eq!(whole_version(&out), 2);
}

/// The permission to write beside the site goes away at some moment of a build, again and again.
#[test]
fn permission_lost_half_way() {
    let dir = TempDir::new().unwrap();
    open_to_all(dir.path(), 0o777);
    let (ok, said) = as_nobody("faults::child_loses_permission", dir.path());
    assert!(ok, "{said}");
}

#[test]
#[ignore = "run by another test as another user"]
fn child_loses_permission() {
    let dir = PathBuf::from(std::env::var_os("KB_TEST_DIR").unwrap()).join("parent");
    let out = dir.join("public");
    fs::create_dir(&dir).unwrap();
    put(&version(0), &dir, &out).unwrap();
    let mut refused = 0;
    for round in 1..=60 {
        let last = whole_version(&out);
        let result = std::thread::scope(|scope| {
            let builder = scope.spawn(|| put(&version(round), &dir, &out));
            std::thread::sleep(Duration::from_micros(round as u64 * 100));
            open_to_all(&dir, 0o555);
            builder.join().unwrap()
        });
        let now = whole_version(&out);
        match result {
            Ok(_) => assert_eq!(now, round),
            Err(error) => {
                assert_eq!(detail(error), "permission denied");
                assert_eq!(now, last);
                refused += 1;
            }
        }
        open_to_all(&dir, 0o755);
    }
    assert!(refused > 0, "some builds met the closed folder");
    put(&version(99), &dir, &out).unwrap();
    assert_eq!(whole_version(&out), 99);
    assert_eq!(names(&dir), ["public"]);
}

/// What needs no right to mount: the system refuses to write more, in the middle of a file.
#[test]
fn a_write_that_is_refused_leaves_the_old_site() {
    let dir = TempDir::new().unwrap();
    let mut command = Command::new("sh");
    // The signal is ignored, so that writing gives an error, as on a disk without room.
    command
        .args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap());
    command.args(["faults::child_may_write_no_more", "--exact", "--ignored"]).env("KB_TEST_DIR", dir.path());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(whole_version(&dir.path().join("public")), 2);
}

#[test]
#[ignore = "run by another test under a limit"]
fn child_may_write_no_more() {
    let dir = PathBuf::from(std::env::var_os("KB_TEST_DIR").unwrap());
    let out = dir.join("public");
    put(&version(1), &dir, &out).unwrap();
    let big = "x".repeat(300 << 10);
    let error = put(&site(&[("a.html", big.as_str()), ("b.html", "small")]), &dir, &out).unwrap_err();
    assert_eq!(detail(error), "file too large");
    assert_eq!(whole_version(&out), 1);
    assert_eq!(names(&dir), ["public"], "the staging folder is gone");
    put(&version(2), &dir, &out).unwrap();
}
