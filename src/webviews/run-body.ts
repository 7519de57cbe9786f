// The markup of the run page. What is told of a run is put in by the page's script, as text.
export const runBody = `
<div id="trouble" role="alert" hidden></div>
<main id="page" hidden>
  <header>
    <div class="top">
      <h1 id="name"></h1>
      <div class="tools">
        <button type="button" id="open-spec" title="Open the spec as it was run">Spec</button>
        <button type="button" id="open-masks" title="Show the masks of the round">Masks</button>
        <button type="button" id="open-log" title="Show the run's log">Log</button>
        <button type="button" id="report" title="Save all of this page as one HTML file">Report</button>
      </div>
    </div>
    <p><span id="state"></span> <span id="says"></span></p>
    <p class="quiet" id="facts"></p>
    <progress id="progress" max="1" aria-label="How far the run is" hidden></progress>
    <p class="quiet" id="progress-words" hidden></p>
  </header>
  <section class="bar" aria-label="What is shown">
    <div class="group">
      <span class="name" id="arms-name">Arm</span>
      <div class="group" id="arms" role="group" aria-labelledby="arms-name"></div>
    </div>
    <div class="group" id="at" role="group" aria-label="Accuracy at">
      <button type="button" data-at="early stop">Early stop</button>
      <button type="button" data-at="end">End</button>
    </div>
    <div class="group">
      <button type="button" id="before" aria-label="Round before" title="Round before ([)">‹</button>
      <input type="range" id="round" min="0" max="0" aria-label="Round" />
      <button type="button" id="after" aria-label="Round after" title="Round after (])">›</button>
      <span id="round-words"></span>
    </div>
  </section>
  <div class="grid" id="charts"></div>
  <section class="card" id="claims" aria-labelledby="claims-title" hidden>
    <h2 id="claims-title">Claims</h2>
    <ul id="claim-list"></ul>
  </section>
</main>`;
