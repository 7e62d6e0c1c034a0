# What the virtual machines of a drill run: it writes a numbered sector about nine times a second, and says on its serial
# port which number the disk has acknowledged. It goes on with the highest number that it finds, so that nothing which
# an earlier life wrote is hidden by a later one: number N stands in sector 8 + N mod 64.
# The number that it began with is noted too, for every life: in the first of the 64 sectors behind those that is free.
# A sector holds the word HAWR, its number, and 126 times the complement of its number.
# Lines: B and the highest number found; A and a number that was acknowledged; E and a number that failed. Numbers are
# eight hexadecimal digits.
#   as --32 witness.S && objcopy -O binary a.out
	.code16
	.set	buffer, 0x8000
	.set	first, 8
	.set	slots, 64
	.set	port, 0x3f8
	.globl	_start
_start:
	ljmp	$0, $0x7c00 + begin - _start
begin:
	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	$0x7c00, %sp
	sti
	cld
	movb	%dl, drive
	xorl	%ebx, %ebx		# the highest number
	xorw	%bp, %bp		# slot
scan:
	movb	$0x42, %ah
	call	disk
	jc	next
	cmpl	$0x52574148, buffer	# HAWR
	jne	next
	cmpl	%ebx, buffer + 4
	jbe	next
	movl	buffer + 4, %ebx
next:
	incw	%bp
	cmpw	$slots, %bp
	jb	scan
life:
	movb	$0x42, %ah
	call	disk
	cmpl	$0x52574148, buffer
	jne	note
	incw	%bp
	cmpw	$2 * slots, %bp
	jb	life
note:
	call	write
	movb	$'B', %al
	call	say
again:
	incl	%ebx
	movw	%bx, %bp
	andw	$slots - 1, %bp
	call	write
	movb	$'A', %al
	jnc	told
	movb	$'E', %al
	decl	%ebx
told:
	call	say
	movb	$2, %cl			# ticks of 55 ms
pause:
	movb	0x46c, %al
tick:
	hlt
	cmpb	0x46c, %al
	je	tick
	decb	%cl
	jnz	pause
	jmp	again

# The number into slot %bp.
write:
	movw	$buffer, %di
	movl	$0x52574148, %eax
	stosl
	movl	%ebx, %eax
	stosl
	notl	%eax
	movw	$126, %cx
	rep stosl
	movw	$0x4300, %ax

# Function %ah on the sector of slot %bp.
disk:
	movw	%bp, lba
	addw	$first, lba
	movw	$0x7c00 + dap - _start, %si
	movb	drive, %dl
	int	$0x13
	ret

# Letter %al and the number %ebx.
say:
	call	put
	movw	$8, %cx
	movl	%ebx, %edi
digit:
	roll	$4, %edi
	movw	%di, %ax
	andb	$15, %al
	addb	$'0', %al
	cmpb	$'9', %al
	jbe	decimal
	addb	$'a' - '9' - 1, %al
decimal:
	call	put
	loop	digit
	movb	$10, %al
# Without a reader the port takes no more: then it is not waited for.
put:
	movb	%al, %ah
	movw	$port + 5, %dx
	movw	$0x4000, %si
busy:
	inb	%dx, %al
	testb	$0x20, %al
	jnz	free
	decw	%si
	jnz	busy
free:
	movb	%ah, %al
	movw	$port, %dx
	outb	%al, %dx
	ret

dap:
	.byte	16, 0
	.word	1, buffer, 0
	.quad	0
	.set	lba, 0x7c00 + dap - _start + 8
	.set	drive, 0x7c00 + unit - _start
unit:
	.byte	0
	.org	510
	.word	0xaa55
