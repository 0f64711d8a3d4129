// Records a voice note in the browser, at most 60 seconds.

const MOST = 60;

/** Starts recording; resolves to {stop(), cancel()}. `onTick` gets whole seconds, `onDone` the blob (null: cancelled). */
export async function record(onTick, onDone) {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) {
    throw new Error("这个浏览器不能录音，可以上传音频或用示例语音");
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch {
    throw new Error("没有得到麦克风的许可，可以上传音频或用示例语音");
  }
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  let cancelled = false;
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    onTick(seconds);
    if (seconds >= MOST) recorder.stop();
  }, 1000);
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    onDone(cancelled ? null : new Blob(pieces, { type: recorder.mimeType }));
  });
  recorder.start();
  return {
    stop: () => recorder.state === "recording" && recorder.stop(),
    cancel: () => { cancelled = true; if (recorder.state === "recording") recorder.stop(); },
  };
}
