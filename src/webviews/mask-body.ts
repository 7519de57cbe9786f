// Markup of the mask page.
import { iconButton } from './icons';

export const maskBody = `
<div id="error" role="alert" hidden></div>
<main id="page" hidden>
  <header>
    <div class="top">
      <h1 id="name"></h1>
      <div class="tools" role="toolbar" aria-label="Run">
        <button type="button" id="open-run" title="Show the run's results">Results</button>
        <button type="button" id="open-spec" title="Open the run's frozen spec">Spec</button>
      </div>
    </div>
    <p id="says"></p>
  </header>
  <section class="bar" aria-label="Selection">
    <div class="group" id="layers" role="group" aria-label="Layer"></div>
    <div class="group"><label for="arm" class="name">Arm</label><select id="arm"></select></div>
    <div class="group"><label for="trial" class="name">Trial</label><select id="trial"></select></div>
    <div class="group">
      <button type="button" id="play" aria-pressed="false" title="Play through the rounds (space)">Play</button>
      <button type="button" id="before" aria-label="Previous round" title="Previous round ([)">‹</button>
      <input type="range" id="round" min="0" max="0" aria-label="Round" />
      <button type="button" id="after" aria-label="Next round" title="Next round (])">›</button>
      <span id="round-words"></span>
    </div>
    <div class="group">
      <label for="view" class="name">Show</label>
      <select id="view">
        <option value="mask">Mask</option>
        <option value="compare">Two masks</option>
        <option value="initial">Initial weights</option>
        <option value="trained">Trained weights</option>
        <option value="change">Weight change</option>
        <option value="sign">Sign change</option>
      </select>
    </div>
    <div class="group" id="other" role="group" aria-label="Comparison" hidden>
      <span class="name">with</span>
      <label for="other-arm" class="name">arm</label><select id="other-arm"></select>
      <label for="other-trial" class="name">trial</label><select id="other-trial"></select>
      <label for="other-round" class="name">round</label><select id="other-round"></select>
    </div>
  </section>
  <div class="masks" id="masks">
    <div class="left">
      <figure class="card" id="mask">
        <div class="head">
          <h2 id="mask-title"></h2>
          <div class="tools" role="toolbar" aria-labelledby="mask-title">
            ${iconButton('fit', 'fit', 'Fit to view (0)')}
            ${iconButton('closer', 'closer', 'Zoom in (+)')}
            ${iconButton('farther', 'farther', 'Zoom out (-)')}
            ${iconButton('save-csv', 'csv', "Save the layer's weights as CSV")}
            ${iconButton('save-png', 'png', 'Save the image as PNG')}
          </div>
        </div>
        <p class="key" id="mask-key"></p>
        <canvas id="canvas" tabindex="0" role="img"></canvas>
        <p class="quiet"><output id="cell">Point at a weight, or use the arrow keys.</output></p>
        <figcaption id="mask-summary"></figcaption>
      </figure>
      <section class="card" id="rounds" aria-labelledby="rounds-title" hidden>
        <h2 id="rounds-title">All rounds</h2>
        <div id="rounds-list"></div>
        <p class="quiet">The strongest color marks the densest part of each image.</p>
      </section>
    </div>
    <div class="side" id="side">
      <figure class="card" id="pixels" hidden>
        <div class="head">
          <h2>Density per pixel</h2>
          <div class="tools" role="toolbar" aria-label="Density per pixel">
            ${iconButton('pixels-csv', 'csv', 'Save data as CSV')}
            ${iconButton('pixels-png', 'png', 'Save the image as PNG')}
          </div>
        </div>
        <canvas id="pixels-canvas" tabindex="0" role="img"></canvas>
        <p class="quiet"><output id="pixel"></output></p>
        <figcaption id="pixels-summary"></figcaption>
      </figure>
      <section class="card" id="overlap" aria-labelledby="overlap-title" hidden>
        <h2 id="overlap-title">Overlap of the two masks</h2>
        <div id="overlap-table"></div>
        <p class="quiet" id="overlap-says"></p>
      </section>
    </div>
  </div>
  <div class="grid" id="charts"></div>
</main>`;
