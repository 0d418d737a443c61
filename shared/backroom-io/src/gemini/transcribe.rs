//! Putting a voice note or photo into words: one question like any other, see [`super::Gemini::ask`].

use backroom_core::gemini::{self, GeminiAnswerError, Medium, Transcript};

use super::{About, Gemini, GeminiError, Tokens, tokens};

/// What came of asking for the words of a voice note or photo.
#[derive(Clone, Debug)]
pub struct Transcribed {
    /// The words; `None` if there are none to be made out. Or why the answer is not believed.
    pub transcript: Result<Option<Transcript>, GeminiAnswerError>,
    /// What it is billed for.
    pub tokens: Tokens,
}

impl Gemini {
    /// Asks for the words of a recording or picture, of a type that [`Medium::mime_type`] gave.
    ///
    /// # Errors
    /// If there is no answer at all.
    pub async fn transcribe(
        &self,
        medium: Medium,
        mime_type: &str,
        content: &[u8],
    ) -> Result<Transcribed, GeminiError> {
        let question = || gemini::transcribe(medium, mime_type, content);
        let of = (self.config.model.as_str(), About::Medium);
        let answer = self.answer(of, question).await?;
        Ok(Transcribed {
            transcript: gemini::decode_transcript(medium, &answer),
            tokens: tokens(&answer),
        })
    }
}
