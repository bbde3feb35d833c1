import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      "/socket.io": { target: process.env.APPLICATION ?? "http://localhost:8080", ws: true },
    },
  },
  build: { outDir: "../resources/META-INF/resources", emptyOutDir: false },
});
