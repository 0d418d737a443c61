//! The data folder: one process at a time, and secrets of its own.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use backroom_io::config::Settings;

/// A data folder that this process holds; released with it, however it ends.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    /// Held open for its lock.
    _lock: File,
}

/// What WhatsApp would give, or an operator, made by ourselves where the environment does not say.
const SECRETS: [&str; 4] = [
    "BACKROOM_API_SECRET",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_ACCESS_TOKEN",
];

impl DataFolder {
    /// Makes the folder if it is not there, and takes hold of it.
    ///
    /// # Errors
    /// It can't be made, or another process holds it.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(path)
            .with_context(|| format!("the data folder {} can't be made", path.display()))?;
        let file = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&file)
            .with_context(|| format!("{} can't be opened", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => bail!(
                "another `backroom` is using the data folder {}; stop it first, or choose another folder with --data",
                path.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} can't be locked", file.display()))
            }
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The settings, with the folder's own secrets where they have none. Made at the first start, kept for later ones.
    ///
    /// # Errors
    /// The file of the secrets can't be read or written.
    pub(crate) fn with_secrets(&self, settings: Settings) -> anyhow::Result<Settings> {
        let kept = self.secrets()?;
        Ok(kept
            .iter()
            .fold(settings, |settings, (name, value)| settings.or(name, value)))
    }

    /// The folder's own secrets.
    ///
    /// # Errors
    /// Their file can't be read, or not be made.
    pub(crate) fn secrets(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let file = self.secrets_file();
        match std::fs::read(&file) {
            Ok(json) => {
                let kept = serde_json::from_slice(&json);
                let kept =
                    kept.with_context(|| format!("{} is not what was written", file.display()));
                self.completed(kept?)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.completed(BTreeMap::new())
            }
            Err(error) => Err(error).with_context(|| format!("{} can't be read", file.display())),
        }
    }

    /// With those that are missing: all of them in a new folder, and in one that a version before made, what is new since.
    fn completed(
        &self,
        mut secrets: BTreeMap<String, String>,
    ) -> anyhow::Result<BTreeMap<String, String>> {
        let before = secrets.len();
        for name in SECRETS {
            if !secrets.contains_key(name) {
                secrets.insert(name.to_owned(), random_hex()?);
            }
        }
        if secrets.len() > before {
            self.write_secrets(&secrets)?;
        }
        Ok(secrets)
    }

    /// Puts these in their place.
    ///
    /// # Errors
    /// Their file can't be written.
    pub(crate) fn write_secrets(&self, secrets: &BTreeMap<String, String>) -> anyhow::Result<()> {
        let file = self.secrets_file();
        write_private(&file, &serde_json::to_vec_pretty(secrets)?)
            .with_context(|| format!("{} can't be written", file.display()))
    }

    fn secrets_file(&self) -> PathBuf {
        self.path.join("secrets.json")
    }
}

/// 128 random bits.
pub(crate) fn random_hex() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    rustls::crypto::ring::default_provider()
        .secure_random
        .fill(&mut bytes)
        .map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Writes a file whole or not at all, for its owner alone.
fn write_private(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let fresh = file.with_extension("new");
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut writer = options.open(&fresh)?;
    writer.write_all(content)?;
    writer.sync_all()?;
    std::fs::rename(fresh, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_folder_keeps_its_secrets_and_the_environment_wins() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = || {
            let folder = DataFolder::open(folder.path()).unwrap();
            let settings = Settings::new([("WHATSAPP_VERIFY_TOKEN", "mine")]);
            let settings = folder.with_secrets(settings).unwrap();
            SECRETS.map(|name| settings.get(name).unwrap().to_owned())
        };
        let first = secrets();
        assert_eq!(first, secrets());
        assert_eq!(first[2], "mine");
        assert_ne!(first[0], first[1]);
        assert_eq!(first[0].len(), 32);
    }

    #[test]
    fn a_folder_of_a_version_before_gets_what_is_new_and_keeps_the_rest() {
        let path = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(path.path()).unwrap();
        let before = BTreeMap::from([("WHATSAPP_APP_SECRET".to_owned(), "kept".to_owned())]);
        folder.write_secrets(&before).unwrap();
        let now = folder.secrets().unwrap();
        assert_eq!(now["WHATSAPP_APP_SECRET"], "kept");
        assert_eq!(now["BACKROOM_API_SECRET"].len(), 32);
        assert_eq!(folder.secrets().unwrap(), now);
    }

    #[test]
    fn a_folder_has_one_holder() {
        let folder = tempfile::tempdir().unwrap();
        let held = DataFolder::open(folder.path()).unwrap();
        let refused = DataFolder::open(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("another `backroom` is using"), "{refused}");
        drop(held);
        DataFolder::open(folder.path()).unwrap();
    }
}
