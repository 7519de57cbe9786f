// Markup of the run page. The page's script fills in the run's data as text.
export const runBody = `
<div id="error" role="alert" hidden></div>
<main id="page" hidden>
  <header>
    <div class="top">
      <h1 id="name"></h1>
      <div class="tools" role="toolbar" aria-label="Run">
        <button type="button" id="act-stop" class="main" title="Stop the run; you can resume it later" hidden>Stop</button>
        <button type="button" id="act-resume" class="main" title="Train the missing networks" hidden>Resume</button>
        <button type="button" id="act-run" title="Run this experiment again, with the spec as it is now" hidden>Run Again</button>
        <button type="button" id="open-spec" title="Open the run's frozen spec">Spec</button>
        <button type="button" id="open-masks" title="Show the round's masks">Masks</button>
        <button type="button" id="open-log" title="Show the run's log">Log</button>
        <button type="button" id="report" title="Save this page as an HTML report">Report</button>
      </div>
    </div>
    <p><span id="state"></span> <span id="says"></span></p>
    <p class="quiet" id="facts"></p>
    <progress id="progress" max="1" aria-label="Progress" hidden></progress>
    <p class="quiet" id="progress-words" hidden></p>
  </header>
  <section class="card" id="claims" aria-labelledby="claims-title" hidden>
    <h2 id="claims-title">Claims</h2>
    <ul id="claim-list"></ul>
  </section>
  <section class="bar" aria-label="Selection">
    <div class="group">
      <span class="name" id="arms-name">Arm</span>
      <div class="group" id="arms" role="group" aria-labelledby="arms-name"></div>
    </div>
    <div class="group" id="at" role="group" aria-label="Accuracy at">
      <button type="button" data-at="early stop">Early stop</button>
      <button type="button" data-at="end">End</button>
    </div>
    <div class="group">
      <button type="button" id="before" aria-label="Previous round" title="Previous round ([)">‹</button>
      <input type="range" id="round" min="0" max="0" aria-label="Round" />
      <button type="button" id="after" aria-label="Next round" title="Next round (])">›</button>
      <span id="round-words"></span>
    </div>
  </section>
  <div class="grid" id="charts"></div>
</main>`;
