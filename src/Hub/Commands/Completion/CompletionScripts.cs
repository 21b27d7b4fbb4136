namespace GpioHub.Hub.Commands.Completion;

/// <summary>The scripts that shells read: each asks this program what may follow, and shows it in the shell's own way.</summary>
internal static class CompletionScripts
{
    /// <param name="shell">bash, zsh or fish.</param>
    public static string Of(string shell) => shell switch { "bash" => Bash, "zsh" => Zsh, _ => Fish };

    private const string Bash = """
        # bash completion for gpiohub:  source <(gpiohub completion bash)
        _gpiohub() {
            local -a found
            mapfile -t found < <("$1" complete --bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
            COMPREPLY=()
            if [[ ${found[0]-} == :files ]]; then
                compopt -o default
                return
            fi
            COMPREPLY=("${found[@]}")
            [[ ${#found[@]} -ne 1 || ${found[0]} != *= ]] || compopt -o nospace
        }
        complete -F _gpiohub gpiohub

        """;

    private const string Zsh = """
        #compdef gpiohub
        # zsh completion for gpiohub:  gpiohub completion zsh >"${fpath[1]}/_gpiohub", or after compinit  source <(gpiohub completion zsh)
        _gpiohub() {
            local line
            local -a words_found shown open open_shown
            for line in "${(@f)$("${(Q)words[1]}" complete "${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" 2>/dev/null)}"; do
                [[ -n $line ]] || continue
                if [[ $line == :files* ]]; then
                    _files
                    return
                fi
                local word=${line%%$'\t'*} says=${line#*$'\t'}
                if [[ $word == *= ]]; then
                    open+=("$word") open_shown+=("$word  $says")
                else
                    words_found+=("$word") shown+=("$word${says:+  -- $says}")
                fi
            done
            (( ! $#words_found )) || compadd -l -d shown -a words_found
            (( ! $#open )) || compadd -S '' -l -d open_shown -a open
        }
        if [[ $funcstack[1] == _gpiohub ]]; then _gpiohub "$@"; else compdef _gpiohub gpiohub; fi

        """;

    private const string Fish = """
        # fish completion for gpiohub:  gpiohub completion fish >~/.config/fish/completions/gpiohub.fish
        function __gpiohub_complete
            set -l program (commandline -opc)[1]
            set -l found (command $program complete (commandline -cp | string collect) 2>/dev/null)
            if string match -q ':files*' -- "$found[1]"
                __fish_complete_path (commandline -ct)
            else
                printf '%s\n' $found
            end
        end
        complete -c gpiohub -f -a '(__gpiohub_complete)'

        """;
}
